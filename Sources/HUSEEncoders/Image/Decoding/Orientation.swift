/// The orientation of EXIF (tag 274) and XMP: the transformation that makes a stored image upright.
///
/// EXIF 2.32, section 4.6.4: the number says which sides of the upright image the first row and the
/// first column of the stored image belong to. The cases are named for the transformation.
enum Orientation: Int {
  case identity = 1
  case flipHorizontally
  case rotate180
  case flipVertically
  case transpose
  case rotateClockwise
  case transverse
  case rotateCounterclockwise

  private static let tag = 274

  /// The orientation in the first directory of a TIFF structure, and the position of its bytes.
  static func field(
    in reader: ByteReader
  ) -> (bytes: Range<Int>, isBigEndian: Bool, value: Int?)? {
    let isBigEndian = reader.starts(with: "MM")
    guard isBigEndian || reader.starts(with: "II") else { return nil }
    func number(at offset: Int, size: Int) -> Int? {
      isBigEndian
        ? reader.bigEndian(at: offset, size: size) : reader.littleEndian(at: offset, size: size)
    }
    guard number(at: 2, size: 2) == 42, let directory = number(at: 4, size: 4),
      let entries = number(at: directory, size: 2)
    else { return nil }
    for index in 0..<entries {
      let entry = directory + 2 + index * 12
      guard let code = number(at: entry, size: 2) else { return nil }
      guard code == tag else { continue }
      // Some programs write it as a 32-bit number.
      guard let type = number(at: entry + 2, size: 2), type == 3 || type == 4 else { return nil }
      let size = type == 3 ? 2 : 4
      return (entry + 8..<entry + 8 + size, isBigEndian, number(at: entry + 8, size: size))
    }
    return nil
  }

  /// Whether width and height are exchanged.
  var swapsSides: Bool { rawValue >= Self.transpose.rawValue }
}

extension RGBImage {
  /// The image with an orientation applied; unchanged if it is `nil`.
  func upright(from orientation: Orientation?) -> RGBImage {
    guard let orientation, orientation != .identity else { return self }
    let (sourceWidth, sourceHeight) = (width, height)
    let (right, bottom) = (sourceWidth - 1, sourceHeight - 1)
    let width = orientation.swapsSides ? sourceHeight : sourceWidth
    let height = orientation.swapsSides ? sourceWidth : sourceHeight
    let upright = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<height {
          for x in 0..<width {
            let (column, row) =
              switch orientation {
              case .identity: (x, y)
              case .flipHorizontally: (right - x, y)
              case .rotate180: (right - x, bottom - y)
              case .flipVertically: (x, bottom - y)
              case .transpose: (y, x)
              case .rotateClockwise: (y, bottom - x)
              case .transverse: (right - y, bottom - x)
              case .rotateCounterclockwise: (right - y, x)
              }
            for channel in 0..<3 {
              target[(y * width + x) * 3 + channel] =
                source[(row * sourceWidth + column) * 3 + channel]
            }
          }
        }
      }
      count = width * height * 3
    }
    return RGBImage(width: width, height: height, pixels: upright)
  }
}
