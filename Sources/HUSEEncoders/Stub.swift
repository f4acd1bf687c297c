package import HUSECore
public import Foundation
package enum StoredEncoders {
 package static func textEncoder(from s: StoredEncoder, path: String) throws(HUSEError) -> any TextEncoder { throw .noTextEncoder }
 package static func imageEncoder(from s: StoredEncoder, path: String) throws(HUSEError) -> any ImageEncoder { try StoredImageEncoders.encoder(from: s, path: path) }
}
public struct BERTEncoder: TextEncoder { public let dimension = 384; public init(contentsOf u: URL) throws(HUSEError) {}
  public func features(of texts: [String]) throws(HUSEError) -> Matrix { Matrix(rows: texts.count, columns: 384) } }
