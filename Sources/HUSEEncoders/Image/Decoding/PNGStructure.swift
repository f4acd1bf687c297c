import Foundation

/// A PNG file reduced to the chunks that its pixels need, and its orientation.
///
/// libpng prints a warning for odd ancillary chunks, most often for wrong colour profiles, and
/// libgd gives no way to silence it. None of these chunks changes what libgd decodes.
struct PNGStructure {
  private static let needed: Set<String> = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
  private static let signatureSize = 8
  /// The bytes of a chunk's length, type and checksum.
  private static let overhead = 12
  private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

  /// The file without ancillary chunks.
  private(set) var reduced: Data
  private var metadata = OrientationMetadata()

  /// The orientation in EXIF or XMP.
  var orientation: Orientation? { metadata.orientation }

  /// Reads the chunks; `nil` if a chunk of pixels reaches beyond the end of the file.
  ///
  /// A missing end chunk after the pixels is added. libpng checks that all pixels are there.
  init?(_ reader: ByteReader) {
    reduced = Data(reader.bytes.prefix(Self.signatureSize))
    var offset = Self.signatureSize
    var hasPixels = false
    while let length = reader.bigEndian(at: offset, size: 4),
      length <= reader.count - offset - Self.overhead
    {
      let chunk = UnsafeRawBufferPointer(
        rebasing: reader.bytes[offset..<offset + Self.overhead + length])
      let type = String(decoding: chunk[4..<8], as: UTF8.self)
      if Self.needed.contains(type) { reduced.append(contentsOf: chunk) }
      switch type {
      case "IEND": return
      case "IDAT": hasPixels = true
      case "eXIf":
        metadata.read(exif: UnsafeRawBufferPointer(rebasing: chunk[8..<8 + length]))
      case "iTXt":
        readText(UnsafeRawBufferPointer(rebasing: chunk[8..<8 + length]))
      default: break
      }
      offset += chunk.count
    }
    guard hasPixels, !reader.starts(with: "IDAT", at: offset + 4) else { return nil }
    reduced.append(contentsOf: Self.end)
  }

  /// Reads international text, which is XMP under this keyword (XMP specification, part 3).
  ///
  /// XMP is not compressed there, which the byte after the keyword says.
  private mutating func readText(_ text: UnsafeRawBufferPointer) {
    if ByteReader(bytes: text).starts(with: "XML:com.adobe.xmp\0\0") { metadata.read(xmp: text) }
  }
}
