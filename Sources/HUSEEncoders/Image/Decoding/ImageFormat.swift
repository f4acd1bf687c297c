/// The image formats that are decoded, recognised by their first bytes.
enum ImageFormat: String, CaseIterable {
  case png = "PNG"
  case jpeg = "JPEG"
  case webp = "WebP"
  case gif = "GIF"
  case bmp = "BMP"
  case tiff = "TIFF"
  case heic = "HEIC"
  case avif = "AVIF"

  init?(_ reader: ByteReader) {
    if reader.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if reader.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if reader.starts(with: "RIFF") && reader.starts(with: "WEBP", at: 8) {
      self = .webp
    } else if reader.starts(with: "GIF87a") || reader.starts(with: "GIF89a") {
      self = .gif
    } else if reader.starts(with: [0x49, 0x49, 0x2A, 0])
      || reader.starts(with: [0x4D, 0x4D, 0, 0x2A])
    {
      self = .tiff
    } else if let brand = Self.heifBrand(reader) {
      self = brand
    } else if reader.starts(with: "BM") {
      self = .bmp
    } else {
      return nil
    }
  }

  /// The format named by the brands of an ISO base media file (ISO/IEC 23008-12, AV1 Image File
  /// Format).
  private static func heifBrand(_ reader: ByteReader) -> ImageFormat? {
    guard reader.starts(with: "ftyp", at: 4), let length = reader.bigEndian(at: 0, size: 4) else {
      return nil
    }
    var isHEIF = false
    // The main brand, a version, and the compatible brands.
    for offset in [8] + Array(stride(from: 16, to: min(length, reader.count, 256) - 3, by: 4)) {
      if reader.starts(with: "avif", at: offset) || reader.starts(with: "avis", at: offset) {
        return .avif
      }
      let brands: [StaticString] = [
        "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1",
      ]
      isHEIF = isHEIF || brands.contains { reader.starts(with: $0, at: offset) }
    }
    return isHEIF ? .heic : nil
  }

  /// A description of a file in none of the formats, for messages.
  static func unsupportedName(_ reader: ByteReader) -> String {
    let beginning = reader.bytes.prefix(256).split { $0 <= 0x20 }.first.map {
      String(decoding: $0.prefix(64), as: UTF8.self).lowercased()
    }
    let known: [(StaticString, Int, String)] = [
      ("JXL ", 4, "a JPEG XL image"), ("jP  ", 4, "a JPEG 2000 image"),
      ("8BPS", 0, "a Photoshop file"), ("%PDF", 0, "a PDF document"),
      ("%!PS", 0, "a PostScript document"), ("PK\u{3}\u{4}", 0, "a zip archive"),
      ("qoif", 0, "a QOI image"), ("ftypcrx ", 4, "a camera's raw image"),
      ("FUJIFILMCCD-RAW", 0, "a camera's raw image"), ("ftyp", 4, "a film"),
      ("version https://git-lfs", 0, "a pointer to a file of Git LFS, which was not fetched"),
    ]
    if let (_, _, name) = known.first(where: { reader.starts(with: $0.0, at: $0.1) }) {
      return name
    }
    if reader.starts(with: [0xFF, 0x0A]) { return "a JPEG XL image" }
    if reader.starts(with: [0x49, 0x49, 0x2B, 0]) || reader.starts(with: [0x4D, 0x4D, 0, 0x2B]) {
      return "a BigTIFF image"
    }
    if reader.starts(with: [0, 0, 1, 0]) { return "an icon" }
    switch beginning {
    case let word? where word.hasPrefix("<!doctype") || word.hasPrefix("<html"):
      return "a web page"
    case let word? where word.hasPrefix("<svg"): return "an SVG drawing"
    case let word? where word.hasPrefix("<?xml"): return "an XML file, such as an SVG drawing"
    default:
      let bytes = reader.bytes.prefix(8).map { hexadecimal($0) }.joined(separator: " ")
      return "a file that begins with the bytes \(bytes)"
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
