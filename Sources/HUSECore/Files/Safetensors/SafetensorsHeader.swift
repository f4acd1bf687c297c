import Foundation

/// The JSON header of a safetensors file: the position of each tensor and how its numbers are
/// stored.
struct SafetensorsHeader {
  struct Entry {
    /// The name of the dtype, for messages.
    let typeName: String
    /// The dtype, or `nil` if it is unsupported, which matters only if the tensor is read.
    let type: SafetensorsType?
    let shape: [Int]
    /// The byte range of the tensor, counted from the start of the file.
    let range: Range<Int>
  }

  let entries: [String: Entry]
  let metadata: [String: String]

  private static let damaged: Remedy =
    "The file is damaged or of another format; write or fetch it again."
  private static let reserved = "__metadata__"
  /// The longest header that the format's own library reads.
  private static let longest = 100_000_000
  /// The maximum number of values and brackets to parse; each takes many times its size in memory.
  private static let mostParts = 1_000_000

  /// Reads the header, and checks that every range is within the file, has the size that its shape
  /// needs, and overlaps no other.
  init(of file: MappedFile) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: file.path, problem: problem, remedy: Self.damaged)
    }
    let bytes = file.bytes
    guard bytes.count >= 8 else {
      throw malformed(
        "expected a safetensors file of at least 8 bytes, found \(bytes.count) bytes")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(bytes.count - 8) else {
      if let other = Self.otherFormat(of: bytes) {
        throw malformed(
          "expected a safetensors file, such as a model, an index or features, found \(other)")
      }
      throw malformed(
        "the header's length is \(length) bytes, beyond the end of a file of \(bytes.count) bytes")
    }
    guard length <= UInt64(Self.longest) else {
      throw malformed("the header has \(length) bytes, more than the \(Self.longest) of the format")
    }
    let start = 8 + Int(length)
    let json = Data(bytes[8..<start])
    guard Self.partCount(of: json) <= Self.mostParts else {
      throw malformed("the header has more than \(Self.mostParts) values and brackets")
    }
    // A zero byte occurs only in UTF-16 and UTF-32, which the parser would accept as well.
    guard !json.contains(0),
      let object = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any]
    else { throw malformed("the header is not a JSON object") }
    if let repeated = JSONKeys.firstDuplicate(in: json) {
      throw malformed("the header names '\(repeated)' twice")
    }

    var entries: [String: Entry] = [:]
    for (name, value) in object where name != Self.reserved {
      guard let fields = value as? [String: Any], let typeName = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int],
        offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
      else { throw malformed("tensor '\(name)' lacks a dtype, a shape or data_offsets") }
      let type = SafetensorsType(rawValue: typeName)
      guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= bytes.count - start else {
        throw malformed(
          "tensor '\(name)' lies at bytes \(offsets[0])..<\(offsets[1]), outside the "
            + "\(bytes.count - start) bytes of data; the file may be truncated")
      }
      if let type, Self.byteCount(of: shape, type) != offsets[1] - offsets[0] {
        throw malformed(
          "tensor '\(name)' of shape \(shape) and dtype \(typeName) has "
            + "\(offsets[1] - offsets[0]) bytes of data")
      }
      entries[name] = Entry(
        typeName: typeName, type: type, shape: shape,
        range: start + offsets[0]..<start + offsets[1])
    }
    let ordered = entries.values.map(\.range).filter { !$0.isEmpty }
      .sorted { $0.lowerBound < $1.lowerBound }
    for (first, second) in zip(ordered, ordered.dropFirst())
    where second.lowerBound < first.upperBound {
      throw malformed("two tensors share the bytes at \(second.lowerBound)")
    }
    self.entries = entries
    metadata = object[Self.reserved] as? [String: String] ?? [:]
  }

  /// The format of a file that is not safetensors, or `nil` if it may be a damaged safetensors
  /// file.
  private static func otherFormat(of bytes: UnsafeRawBufferPointer) -> String? {
    let formats: [(begin: [UInt8], name: String)] = [
      (Array("PK".utf8) + [3, 4], "a zip archive, as NumPy and PyTorch write"),
      ([0x93] + Array("NUMPY".utf8), "an array of NumPy"),
      ([0x89] + Array("HDF".utf8), "an HDF5 file"),
      ([0x89] + Array("PNG".utf8), "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ]
    if let format = formats.first(where: { bytes.starts(with: $0.begin) }) { return format.name }
    // The first 8 bytes as text would be a length beyond any file.
    let isText = bytes.prefix(8).allSatisfy {
      0x20...0x7E ~= $0
        || [UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0)
    }
    return isText ? "a text file" : nil
  }

  /// The number of commas and brackets outside of texts.
  private static func partCount(of json: Data) -> Int {
    json.withUnsafeBytes { bytes in
      var (count, isText, isEscaped) = (0, false, false)
      for byte in bytes {
        if isText {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isText = false
          }
        } else if byte == UInt8(ascii: "\"") {
          isText = true
        } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
          || byte == UInt8(ascii: "{")
        {
          count += 1
        }
      }
      return count
    }
  }

  private static func byteCount(of shape: [Int], _ type: SafetensorsType) -> Int? {
    var size = type.byteCount
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      size = product
    }
    return size
  }

  /// The header for tensors in the given order, padded so that the data starts at a multiple of 64
  /// bytes.
  ///
  /// - Throws: `HUSEError.invalidArgument` for names that cannot be written, or too many of them.
  static func encoded(
    _ tensors: [(name: String, type: SafetensorsType, shape: [Int])], metadata: [String: String]
  ) throws(HUSEError) -> Data {
    var object: [String: Any] = metadata.isEmpty ? [:] : [reserved: metadata]
    var offset = 0
    for (name, type, shape) in tensors {
      guard name != reserved else {
        throw .invalidArgument(
          name: "tensors", found: "one of the name '\(name)'", expected: "names beside it")
      }
      let size = shape.reduce(type.byteCount, *)
      object[name] = [
        "dtype": type.rawValue, "shape": shape,
        "data_offsets": [offset, offset + size],
      ]
      offset += size
    }
    guard
      var json = try? JSONSerialization.data(
        withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    else {
      throw .invalidArgument(
        name: "tensors", found: "names that JSON cannot hold", expected: "names in Unicode")
    }
    guard json.count <= longest - 64 else {
      throw .invalidArgument(
        name: "names and metadata", found: "\(json.count) bytes as JSON",
        expected: "at most \(longest - 64), which is what the format's readers take")
    }
    let padding = (64 - (8 + json.count) % 64) % 64
    json.append(Data(repeating: UInt8(ascii: " "), count: padding))
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
  }
}
