import Foundation

/// The chunks of a WebP file: the first frame of an animation, and the orientation.
///
/// WebP container specification; RFC 9649, section 2.7.
struct WebPStructure {
  /// A frame of an animation as a separate file.
  struct Frame {
    let file: Data
    let left: Int
    let top: Int
    let width: Int
    let height: Int
  }

  /// Whether the file is an animation.
  private(set) var isAnimated = false
  /// The first frame of an animation; `nil` if it is damaged or truncated.
  private(set) var firstFrame: Frame?
  private var metadata = OrientationMetadata()

  /// The orientation in EXIF or XMP.
  var orientation: Orientation? { metadata.orientation }

  init(_ reader: ByteReader) {
    let end = (reader.littleEndian(at: 4, size: 4) ?? 0) + 8
    var isFirst = true
    for (name, body) in Self.chunks(reader, from: 12) {
      switch name {
      case "ANIM": isAnimated = true
      case "ANMF" where isFirst:
        isFirst = false
        // A truncated animation is refused, like any other truncated image.
        if end <= reader.count { firstFrame = Self.frame(body) }
      case "EXIF": metadata.read(exif: body)
      case "XMP ": metadata.read(xmp: body)
      default: break
      }
    }
  }

  private static func chunks(
    _ reader: ByteReader, from start: Int
  ) -> [(name: String, body: UnsafeRawBufferPointer)] {
    var result: [(name: String, body: UnsafeRawBufferPointer)] = []
    var offset = start
    while let length = reader.littleEndian(at: offset + 4, size: 4),
      length <= reader.count - offset - 8
    {
      result.append(
        (
          String(decoding: reader.bytes[offset..<offset + 4], as: UTF8.self),
          UnsafeRawBufferPointer(rebasing: reader.bytes[offset + 8..<offset + 8 + length])
        ))
      offset += 8 + length + length & 1
    }
    return result
  }

  /// Makes a still image of a frame from its size, alpha channel and pixels.
  private static func frame(_ body: UnsafeRawBufferPointer) -> Frame? {
    let reader = ByteReader(bytes: body)
    guard let left = reader.littleEndian(at: 0, size: 3),
      let top = reader.littleEndian(at: 3, size: 3),
      let right = reader.littleEndian(at: 6, size: 3),
      let bottom = reader.littleEndian(at: 9, size: 3)
    else { return nil }
    let parts = chunks(reader, from: 16).filter { ["ALPH", "VP8 ", "VP8L"].contains($0.name) }
    guard parts.last?.name.hasPrefix("VP8") == true else { return nil }
    var content = Data("WEBP".utf8)
    func append(_ name: String, _ body: some Collection<UInt8>) {
      content.append(contentsOf: name.utf8)
      content.append(contentsOf: littleEndian(body.count, size: 4))
      content.append(contentsOf: body)
      if body.count % 2 == 1 { content.append(0) }
    }
    let hasAlpha: UInt8 = 0x10
    append(
      "VP8X", [hasAlpha, 0, 0, 0] + littleEndian(right, size: 3) + littleEndian(bottom, size: 3))
    for part in parts { append(part.name, part.body) }
    var file = Data("RIFF".utf8)
    file.append(contentsOf: littleEndian(content.count, size: 4))
    file.append(content)
    return Frame(file: file, left: 2 * left, top: 2 * top, width: right + 1, height: bottom + 1)
  }

  private static func littleEndian(_ number: Int, size: Int) -> [UInt8] {
    (0..<size).map { UInt8(number >> (8 * $0) & 0xFF) }
  }
}
