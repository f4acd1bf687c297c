import Foundation
package import HUSECore

/// Decodes PNG, JPEG, WebP, GIF, BMP and TIFF with libgd and libjpeg, HEIC and AVIF with libheif.
///
/// The result is upright: the orientation in EXIF, XMP or the format itself is applied. Transparent
/// pixels are drawn on white, and 16-bit samples are reduced to 8 bits. An animation gives its
/// first frame on its canvas. A TIFF file gives its first image, which may be uncompressed or
/// compressed with LZW, JPEG, Deflate or PackBits and must have at least 2 bits per sample.
package enum ImageDecoder {
  /// The largest number of pixels that is decoded by default: 64 Mi, for which libgd allocates
  /// 256 MiB.
  package static let defaultPixelLimit = 64 << 20

  /// Decodes an image.
  ///
  /// The declared size is checked before memory is allocated for it.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for data that is empty, truncated,
  ///   damaged or larger than `pixelLimit` pixels; `.unsupportedFile` for an unknown format or
  ///   compression, or one that the installed libheif has no decoder for.
  package static func decode(
    _ source: ImageSource, pixelLimit: Int = defaultPixelLimit
  ) throws(HUSEError) -> RGBImage {
    try withBytes(of: source) { (bytes, name) throws(HUSEError) in
      try decode(bytes, named: name, pixelLimit: pixelLimit)
    }
  }

  /// Calls `body` with the bytes of an image and its name for messages.
  static func withBytes<Value>(
    of source: ImageSource,
    _ body: (UnsafeRawBufferPointer, _ name: String) throws(HUSEError) -> Value
  ) throws(HUSEError) -> Value {
    switch source {
    case .file(let url):
      let file = try MappedFile(contentsOf: url)
      defer { withExtendedLifetime(file) {} }
      return try body(file.bytes, file.path)
    case .data(let data):
      var result: Result<Value, HUSEError>?
      data.withUnsafeBytes { bytes in
        do throws(HUSEError) {
          result = .success(try body(bytes, "image data of \(bytes.count) bytes"))
        } catch {
          result = .failure(error)
        }
      }
      guard let result else {
        throw .encodingFailed(
          input: "image data", problem: "its bytes could not be read", remedy: "Pass them again.")
      }
      return try result.get()
    }
  }

  private static func decode(
    _ bytes: UnsafeRawBufferPointer, named name: String, pixelLimit: Int
  ) throws(HUSEError) -> RGBImage {
    let reader = ByteReader(bytes: bytes)
    let format = try format(of: reader, named: name)
    if format == .heic || format == .avif {
      return try HEIFDecoder.decode(format, bytes, named: name, pixelLimit: pixelLimit)
    }
    let size = try dimensions(of: reader, format, named: name)
    try check(
      width: size.width, height: size.height, format, named: name, pixelLimit: pixelLimit)
    switch format {
    case .jpeg:
      return try decodeJPEG(reader, size, named: name, pixelLimit: pixelLimit)
    case .tiff:
      return try decodeTIFF(reader, named: name, pixelLimit: pixelLimit)
    default:
      guard let image = decode(format, reader) else { throw damaged(format, name) }
      return image
    }
  }

  /// The format of an image.
  ///
  /// - Throws: `HUSEError.malformedFile` for no bytes, `.unsupportedFile` for an unknown format.
  static func format(
    of reader: ByteReader, named name: String
  ) throws(HUSEError) -> ImageFormat {
    guard reader.count > 0 else {
      throw .malformedFile(
        path: name, problem: "is empty", remedy: "Pass an encoded image: \(supported).")
    }
    guard let format = ImageFormat(reader) else {
      throw .unsupportedFile(
        path: name, found: ImageFormat.unsupportedName(reader), supported: supported)
    }
    return format
  }

  /// The declared size of an image that is neither HEIC nor AVIF.
  ///
  /// - Throws: `HUSEError.malformedFile` if the header is damaged.
  static func dimensions(
    of reader: ByteReader, _ format: ImageFormat, named name: String
  ) throws(HUSEError) -> ImageDimensions {
    guard let size = ImageDimensions(format, reader) else {
      throw malformed(name, "the \(format.rawValue) header is damaged or truncated")
    }
    return size
  }

  /// Checks the declared size of an image.
  ///
  /// - Throws: `HUSEError.malformedFile` if it has more than `pixelLimit` pixels.
  static func check(
    width: Int, height: Int, _ format: ImageFormat, named name: String, pixelLimit: Int
  ) throws(HUSEError) {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, pixels <= pixelLimit else {
      throw .malformedFile(
        path: name,
        problem: "the \(format.rawValue) header declares \(width) × \(height) pixels, "
          + "more than the limit of \(pixelLimit)",
        remedy: "Scale the image down, or skip it.")
    }
  }

  private static func malformed(_ name: String, _ problem: String) -> HUSEError {
    .malformedFile(
      path: name, problem: problem, remedy: "Fetch or export it again, or skip it.")
  }

  /// The error of data that a decoder refuses.
  static func damaged(_ format: ImageFormat, _ name: String) -> HUSEError {
    malformed(name, "the \(format.rawValue) data is damaged or truncated")
  }

  /// Decodes PNG, WebP, GIF and BMP.
  private static func decode(_ format: ImageFormat, _ reader: ByteReader) -> RGBImage? {
    switch format {
    case .png:
      guard let structure = PNGStructure(reader) else { return nil }
      return structure.reduced.withUnsafeBytes { GDDecoder.decode(.png, $0)?.image }?
        .upright(from: structure.orientation)
    case .webp:
      let structure = WebPStructure(reader)
      guard structure.isAnimated else {
        return GDDecoder.decode(.webp, reader.bytes)?.image.upright(from: structure.orientation)
      }
      // The limit of pixels is that of the canvas.
      guard let frame = structure.firstFrame, let size = ImageDimensions(.webp, reader),
        frame.left + frame.width <= size.width, frame.top + frame.height <= size.height,
        let output = frame.file.withUnsafeBytes({ GDDecoder.decode(.webp, $0) })
      else { return nil }
      return output.image.placed(
        left: frame.left, top: frame.top, onWidth: size.width, height: size.height,
        background: output.background)?.upright(from: structure.orientation)
    case .gif:
      guard let canvas = GIFStructure(reader) else { return nil }
      var file = Data(reader.bytes)
      file.replaceSubrange(6..<10, with: canvas.screen)
      guard let output = file.withUnsafeBytes({ GDDecoder.decode(.gif, $0) }) else { return nil }
      return output.image.placed(
        left: canvas.left, top: canvas.top, onWidth: canvas.width, height: canvas.height,
        background: output.background)
    default:
      return GDDecoder.decode(format, reader.bytes)?.image
    }
  }

  private static func decodeJPEG(
    _ reader: ByteReader, _ size: ImageDimensions, named name: String, pixelLimit: Int
  ) throws(HUSEError) -> RGBImage {
    guard let structure = JPEGStructure(reader), structure.isComplete || structure.isOneScan else {
      throw malformed(name, "the JPEG data is truncated: the end marker is missing")
    }
    // Each scan costs time for the whole image, however few bytes it has.
    let scanLimit = scanLimit(pixels: size.width * size.height, pixelLimit: pixelLimit)
    guard structure.scanCount <= scanLimit else {
      throw malformed(
        name,
        "the JPEG data has \(structure.scanCount) scans of \(size.width) × \(size.height) pixels")
    }
    guard let image = JPEGDecoder.decode(structure, reader.bytes) else {
      throw damaged(.jpeg, name)
    }
    return image.upright(from: structure.orientation)
  }

  private static func decodeTIFF(
    _ reader: ByteReader, named name: String, pixelLimit: Int
  ) throws(HUSEError) -> RGBImage {
    guard let structure = TIFFStructure(reader) else { throw damaged(.tiff, name) }
    try check(structure, fileSize: reader.count, named: name, pixelLimit: pixelLimit)
    let image: RGBImage?
    if let (orientation, file) = structure.withoutOrientation(reader) {
      image = file.withUnsafeBytes { GDDecoder.decode(.tiff, $0, alpha: structure.alpha)?.image }?
        .upright(from: orientation)
    } else {
      image = GDDecoder.decode(.tiff, reader.bytes, alpha: structure.alpha)?.image
    }
    guard let image else { throw damaged(.tiff, name) }
    return image
  }

  /// The largest number of scans of an image, which is larger for a smaller image.
  ///
  /// Programs write about ten.
  private static func scanLimit(pixels: Int, pixelLimit: Int) -> Int {
    max(16, min(16 * (pixelLimit / pixels), 1000))
  }

  /// Refuses what would cost libtiff too much memory or time, and what libgd decodes wrongly.
  private static func check(
    _ structure: TIFFStructure, fileSize: Int, named name: String, pixelLimit: Int
  ) throws(HUSEError) {
    guard TIFFStructure.compressions.contains(structure.compression) else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file of compression \(structure.compression)",
        supported: TIFFStructure.compressionNames)
    }
    // libgd inverts some of these images and mixes up the rows of tiles.
    guard structure.bitsPerSample > 1 else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file of 1 bit per sample", supported: "2 to 16 bits per sample")
    }
    let colors = structure.photometricInterpretation
    guard TIFFStructure.photometricInterpretations.contains(colors), structure.isUnsigned else {
      throw .unsupportedFile(
        path: name,
        found: structure.isUnsigned
          ? "a TIFF file of photometric interpretation \(colors)"
          : "a TIFF file of floating-point or signed samples",
        supported: "greyscale, RGB, palettes, CMYK and YCbCr of unsigned samples")
    }
    guard !structure.losesAlpha else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file with an alpha channel in CMYK or in 16-bit greyscale",
        supported: "an alpha channel in RGB or in 8-bit greyscale; or save the image without one")
    }
    guard structure.decodedSize / bytesPerTIFFPixel <= pixelLimit else {
      throw .malformedFile(
        path: name,
        problem: "the TIFF header declares tiles or strips of more than "
          + "\(bytesPerTIFFPixel * pixelLimit) bytes in total",
        remedy: "Export it with smaller tiles or fewer samples, or skip it.")
    }
    // A million strips that overlap in one megabyte would take a minute to read.
    guard structure.storedSize <= max(fileSize, bytesPerTIFFPixel * pixelLimit) else {
      throw .malformedFile(
        path: name,
        problem: "the TIFF header declares tiles or strips of \(structure.storedSize) stored "
          + "bytes, in a file of \(fileSize)",
        remedy: "Export it again without overlapping tiles or strips, or skip it.")
    }
  }

  /// Four samples of 16 bits.
  private static let bytesPerTIFFPixel = 8

  private static var supported: String {
    ImageFormat.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
