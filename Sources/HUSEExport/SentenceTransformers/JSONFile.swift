import Foundation
import HUSECore

/// Encodes settings as JSON that both people and programs can read.
enum JSONFile {
  static func write(_ value: some Encodable, to url: URL) throws(HUSEError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    guard let data = try? encoder.encode(value) else {
      throw .writeFailed(path: url.path, problem: "its content cannot be encoded as JSON")
    }
    try AtomicWrite.write(data, to: url)
  }
}
