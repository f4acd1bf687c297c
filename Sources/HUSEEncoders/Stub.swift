package import HUSECore
package enum StoredEncoders {
 package static func textEncoder(from s: StoredEncoder, path: String) throws(HUSEError) -> any TextEncoder { throw .noTextEncoder }
 package static func imageEncoder(from s: StoredEncoder, path: String) throws(HUSEError) -> any ImageEncoder { throw .noTextEncoder }
}
