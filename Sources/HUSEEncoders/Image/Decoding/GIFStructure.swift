/// The position of the first image of a GIF file on its canvas.
///
/// GIF89a, sections 18 and 20.
struct GIFStructure {
  let left: Int
  let top: Int
  /// The width of the canvas, enlarged to contain the first image.
  let width: Int
  /// The height of the canvas, enlarged to contain the first image.
  let height: Int

  /// Reads up to the first image; `nil` if the file is damaged or ends too early.
  init?(_ reader: ByteReader) {
    guard let flags = reader.byte(at: 10), let screenWidth = reader.littleEndian(at: 6, size: 2),
      let screenHeight = reader.littleEndian(at: 8, size: 2)
    else { return nil }
    var offset = 13 + (flags & 0x80 != 0 ? 3 << ((flags & 7) + 1) : 0)
    while reader.byte(at: offset) == 0x21 {
      offset += 2
      while let length = reader.byte(at: offset), length > 0 { offset += length + 1 }
      offset += 1
    }
    guard reader.byte(at: offset) == 0x2C, let left = reader.littleEndian(at: offset + 1, size: 2),
      let top = reader.littleEndian(at: offset + 3, size: 2),
      let ownWidth = reader.littleEndian(at: offset + 5, size: 2), ownWidth > 0,
      let ownHeight = reader.littleEndian(at: offset + 7, size: 2), ownHeight > 0
    else { return nil }
    self.left = left
    self.top = top
    width = max(screenWidth, left + ownWidth)
    height = max(screenHeight, top + ownHeight)
  }

  /// Bytes 6 to 9 of the file, with the enlarged canvas: libgd refuses images that exceed it.
  var screen: [UInt8] {
    [width, height].flatMap { [UInt8(min($0, 0xFFFF) & 0xFF), UInt8(min($0, 0xFFFF) >> 8)] }
  }
}
