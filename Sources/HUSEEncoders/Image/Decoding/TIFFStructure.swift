import Foundation

/// The first directory of a TIFF file: the size of the image, and how its pixels are stored.
///
/// TIFF 6.0, sections 2, 8 and 15. Like libtiff, this uses the first of several entries with one
/// tag.
struct TIFFStructure {
  let width: Int
  let height: Int
  /// The code of the compression.
  let compression: Int
  /// The decompressed size of all tiles or strips in bytes, `Int.max` for more.
  ///
  /// Tiles may extend beyond the image; strips end with it.
  let decodedSize: Int
  /// The stored size of all tiles or strips in bytes.
  ///
  /// Overlapping tiles or strips are counted separately, because each is read.
  let storedSize: Int
  let bitsPerSample: Int
  /// What the samples of a pixel stand for.
  let photometricInterpretation: Int
  /// Whether samples are unsigned numbers, for which libgd takes all others, too.
  let isUnsigned: Bool
  /// Whether libgd would ignore the alpha channel, as it does in CMYK and in 16-bit greyscale.
  let losesAlpha: Bool
  /// The meaning of the alpha channel after libgd has read the image.
  let alpha: GDDecoder.Alpha

  /// The compressions whose decoders allocate what the directory declares.
  ///
  /// Others trust the compressed data: JBIG ends the process if there is not enough memory.
  static let compressions: Set<Int> = [1, 5, 7, 8, 32_773, 32_946]
  /// The names of the compressions.
  static let compressionNames = "no compression, LZW, JPEG, Deflate, PackBits"

  /// Greyscale of both directions, RGB, a palette, CMYK and YCbCr.
  ///
  /// The colours of others, such as CIE L*a*b*, differ between libtiff and Pillow.
  static let photometricInterpretations: Set<Int> = [0, 1, 2, 3, 5, 6]

  /// The photometric interpretation of CMYK.
  private static let cmyk = 5

  private enum Tag: Int {
    case width = 256
    case height = 257
    case bitsPerSample = 258
    case compression = 259
    case photometricInterpretation = 262
    case samplesPerPixel = 277
    case tileWidth = 322
    case tileHeight = 323
    case stripByteCounts = 279
    case tileByteCounts = 325
    case extraSamples = 338
    case sampleFormat = 339
  }

  /// Reads the directory; `nil` if it is damaged or ends too early.
  init?(_ reader: ByteReader) {
    guard let values = Self.values(reader), let width = values[.width],
      let height = values[.height]
    else { return nil }
    bitsPerSample = values[.bitsPerSample] ?? 1
    photometricInterpretation = values[.photometricInterpretation] ?? 2
    // 4 stands for numbers that are not known.
    isUnsigned = [1, 4].contains(values[.sampleFormat] ?? 1)
    let samples = values[.samplesPerPixel] ?? 1
    var (decodedWidth, decodedHeight) = (width, height)
    if values[.tileWidth] != nil || values[.tileHeight] != nil {
      guard let tileWidth = values[.tileWidth], let tileHeight = values[.tileHeight],
        tileWidth > 0, tileHeight > 0
      else { return nil }
      decodedWidth = (width + tileWidth - 1) / tileWidth * tileWidth
      decodedHeight = (height + tileHeight - 1) / tileHeight * tileHeight
    }
    self.width = width
    self.height = height
    compression = values[.compression] ?? 1
    // libtiff multiplies colours by alpha, but not greyscale.
    let isGray = (0...1).contains(photometricInterpretation)
    let isAlpha = (values[.extraSamples] ?? 0) > 0
    losesAlpha =
      isAlpha && (isGray ? bitsPerSample > 8 : photometricInterpretation == Self.cmyk)
    alpha =
      switch values[.extraSamples] {
      case nil: .straight
      case 0: .ignored
      case 1: .premultiplied
      default: isGray ? .straight : .premultiplied
      }
    storedSize = (values[.stripByteCounts] ?? 0) + (values[.tileByteCounts] ?? 0)
    // libtiff allocates at least four samples per pixel if each sample has its own plane.
    decodedSize = Self.product(
      Self.product(decodedWidth, decodedHeight), max(4, samples) * ((bitsPerSample + 7) / 8))
  }

  /// The orientation, and the file without it, since libgd would apply it only in part.
  func withoutOrientation(_ reader: ByteReader) -> (Orientation, Data)? {
    guard let field = Orientation.field(in: reader), let value = field.value,
      let orientation = Orientation(rawValue: value), orientation != .identity
    else { return nil }
    var file = Data(reader.bytes)
    for offset in field.bytes { file[offset] = 0 }
    file[field.isBigEndian ? field.bytes.upperBound - 1 : field.bytes.lowerBound] = 1
    return (orientation, file)
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }

  /// The first value of each tag; for the byte counts, the sum of all values.
  private static func values(_ reader: ByteReader) -> [Tag: Int]? {
    let isBigEndian = reader.starts(with: "MM")
    func number(at offset: Int, size: Int) -> Int? {
      isBigEndian
        ? reader.bigEndian(at: offset, size: size) : reader.littleEndian(at: offset, size: size)
    }
    guard let directory = number(at: 4, size: 4), let entries = number(at: directory, size: 2)
    else { return nil }
    var result: [Tag: Int] = [:]
    for index in 0..<entries {
      let entry = directory + 2 + index * 12
      guard let code = number(at: entry, size: 2), let type = number(at: entry + 2, size: 2),
        let count = number(at: entry + 4, size: 4)
      else { return nil }
      guard let tag = Tag(rawValue: code), result[tag] == nil else { continue }
      // These are 16-bit or 32-bit numbers, which are stored elsewhere if they do not fit into the
      // entry. Other types are invalid for these tags.
      guard type == 3 || type == 4 else { return nil }
      let size = type == 3 ? 2 : 4
      guard let start = count * size <= 4 ? entry + 8 : number(at: entry + 8, size: 4),
        var value = number(at: start, size: size)
      else { return nil }
      if tag == .stripByteCounts || tag == .tileByteCounts {
        for index in 1..<max(count, 1) {
          guard let more = number(at: start + index * size, size: size) else { return nil }
          value += more
        }
      }
      result[tag] = value
    }
    return result
  }
}
