/// A format of encoded pictures, recognised by the first bytes of the file.
package enum ImageFormat: String, CaseIterable, Sendable {
  case png = "PNG"
  case jpeg = "JPEG"
  case webp = "WebP"
  case gif = "GIF"
  case bmp = "BMP"
  case tiff = "TIFF"

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
    } else if reader.starts(with: "BM") {
      self = .bmp
    } else {
      return nil
    }
  }
}
