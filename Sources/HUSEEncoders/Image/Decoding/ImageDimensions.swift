/// The declared size of an encoded image, read without decoding it.
struct ImageDimensions: Equatable {
  let width: Int
  let height: Int

  /// Reads the header of an image; `nil` if it is damaged or ends too early.
  init?(_ format: ImageFormat, _ reader: ByteReader) {
    let found: (width: Int?, height: Int?)?
    switch format {
    case .png:
      // The size must be in the first chunk; libpng would also accept it in a later one.
      found =
        reader.starts(with: "IHDR", at: 12)
        ? (reader.bigEndian(at: 16, size: 4), reader.bigEndian(at: 20, size: 4)) : nil
    case .jpeg:
      found = JPEGStructure(reader).map { ($0.width, $0.height) }
    case .webp:
      found = Self.webp(reader)
    case .gif:
      found = GIFStructure(reader).map { ($0.width, $0.height) }
    case .bmp:
      found = Self.bmp(reader)
    case .tiff:
      found = TIFFStructure(reader).map { ($0.width, $0.height) }
    case .heic, .avif:
      // libheif gives the size without decoding.
      found = nil
    }
    guard let width = found?.width, let height = found?.height, width > 0, height > 0 else {
      return nil
    }
    self.width = width
    self.height = height
  }

  private static func webp(_ reader: ByteReader) -> (Int?, Int?)? {
    if reader.starts(with: "VP8 ", at: 12) {
      let mask = 0x3FFF  // The two bits above are a scaling hint.
      return (
        reader.littleEndian(at: 26, size: 2).map { $0 & mask },
        reader.littleEndian(at: 28, size: 2).map { $0 & mask }
      )
    }
    if reader.starts(with: "VP8L", at: 12) {
      guard let bits = reader.littleEndian(at: 21, size: 4) else { return nil }
      return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    }
    guard reader.starts(with: "VP8X", at: 12) else { return nil }
    return (
      reader.littleEndian(at: 24, size: 3).map { $0 + 1 },
      reader.littleEndian(at: 27, size: 3).map { $0 + 1 }
    )
  }

  private static func bmp(_ reader: ByteReader) -> (Int?, Int?)? {
    guard let headerSize = reader.littleEndian(at: 14, size: 4) else { return nil }
    if headerSize == 12 {
      return (reader.littleEndian(at: 18, size: 2), reader.littleEndian(at: 20, size: 2))
    }
    // A negative height means that the top row is stored first.
    func signed(at offset: Int) -> Int? {
      reader.littleEndian(at: offset, size: 4).map { Int(Int32(truncatingIfNeeded: $0)) }
    }
    return (signed(at: 18), signed(at: 22).map { abs($0) })
  }
}
