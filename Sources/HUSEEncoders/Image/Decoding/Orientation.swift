/// How a picture is turned to be upright, by the numbers of EXIF (tag 274).
///
/// EXIF 2.32, section 4.6.4: the number says where the first row and the first column of the stored
/// picture belong.
enum Orientation: Int {
  case upright = 1
  case mirrored
  case upsideDown
  case flipped
  case transposed
  case turnedLeft
  case transversed
  case turnedRight

  private static let tag = 274
  private static let prefix: StaticString = "Exif\0\0"

  /// The orientation in an EXIF block, with or without the prefix that JPEG puts before it;
  /// `nil` if there is none.
  init?(exif: UnsafeRawBufferPointer) {
    let whole = ByteReader(bytes: exif)
    let reader =
      whole.starts(with: Self.prefix)
      ? ByteReader(bytes: UnsafeRawBufferPointer(rebasing: exif.dropFirst(6))) : whole
    guard let place = Self.place(in: reader), let value = place.value else { return nil }
    self.init(rawValue: value)
  }

  /// Where the first directory of a TIFF structure keeps the orientation, and its bytes.
  static func place(
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
      // Some programs write it with 32 bits.
      guard let type = number(at: entry + 2, size: 2), type == 3 || type == 4 else { return nil }
      let size = type == 3 ? 2 : 4
      return (entry + 8..<entry + 8 + size, isBigEndian, number(at: entry + 8, size: size))
    }
    return nil
  }

  /// Whether the sides of the picture change places.
  var swapsSides: Bool { rawValue >= Self.transposed.rawValue }
}

extension RGBImage {
  /// The picture as it is to be seen; `nil` says that nothing is known.
  func upright(from orientation: Orientation?) -> RGBImage {
    guard let orientation, orientation != .upright else { return self }
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
              case .upright: (x, y)
              case .mirrored: (right - x, y)
              case .upsideDown: (right - x, bottom - y)
              case .flipped: (x, bottom - y)
              case .transposed: (y, x)
              case .turnedLeft: (y, bottom - x)
              case .transversed: (right - y, bottom - x)
              case .turnedRight: (right - y, x)
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
