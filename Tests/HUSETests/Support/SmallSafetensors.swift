import Foundation
import HUSECore

/// The bytes of safetensors files in types that the library does not write.
enum SmallSafetensors {
  /// A file of tensors, one behind the other.
  static func file(
    _ tensors: [(name: String, type: String, shape: [Int], bytes: Data)],
    metadata: [String: String] = [:]
  ) throws -> Data {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var data = Data()
    for tensor in tensors {
      header[tensor.name] = [
        "dtype": tensor.type, "shape": tensor.shape,
        "data_offsets": [data.count, data.count + tensor.bytes.count],
      ]
      data += tensor.bytes
    }
    let json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json + data
  }

  /// A file with the checksum of its bytes.
  static func checksummedFile(
    _ tensors: [(name: String, type: String, shape: [Int], bytes: Data)],
    metadata: [String: String]
  ) throws -> Data {
    let zeros = "xxh64:" + String(repeating: "0", count: 16)
    var file = try file(tensors, metadata: metadata.merging(["checksum": zeros]) { $1 })
    var checksum = FileChecksum()
    file.withUnsafeBytes { checksum.add($0) }
    if let place = file.range(of: Data(zeros.utf8)) {
      file.replaceSubrange(place, with: checksum.text.utf8)
    }
    return file
  }
}
