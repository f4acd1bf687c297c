import Foundation

/// A PNG file reduced to the chunks that its pixels need.
///
/// libpng prints a warning for odd ancillary chunks, most often for colour profiles that some
/// programs write wrongly, and libgd gives no way to silence it. None of these chunks changes what
/// libgd decodes.
enum PNGStructure {
  private static let needed: Set<String> = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
  private static let signatureSize = 8
  /// Length, type and checksum.
  private static let overhead = 12

  /// The file without ancillary chunks; `nil` if a chunk reaches beyond its end or none ends it.
  static func reduced(_ reader: ByteReader) -> Data? {
    var result = Data(reader.bytes.prefix(signatureSize))
    var offset = signatureSize
    while let length = reader.bigEndian(at: offset, size: 4),
      length <= reader.count - offset - overhead
    {
      let chunk = UnsafeRawBufferPointer(
        rebasing: reader.bytes[offset..<offset + overhead + length])
      let type = String(decoding: chunk[4..<8], as: UTF8.self)
      if needed.contains(type) { result.append(contentsOf: chunk) }
      if type == "IEND" { return result }
      offset += chunk.count
    }
    return nil
  }
}
