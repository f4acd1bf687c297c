import Foundation
package import HUSECore

/// Decodes PNG, JPEG, WebP, GIF, BMP and TIFF with libgd and libjpeg, HEIC and AVIF with libheif.
///
/// Pictures are upright, by the orientation that a camera records in EXIF or in the format itself.
/// Transparent places are shown on white, 16-bit samples become 8-bit ones. Of an animation the
/// first frame is taken, on its canvas. Of TIFF the first picture is taken, uncompressed or
/// compressed with LZW, JPEG, Deflate or PackBits, of more than one bit for each sample.
package enum ImageDecoder {
  /// The most places of a picture that is decoded, unless the caller says otherwise: 64 Mi, for
  /// which libgd allocates 256 MiB.
  package static let defaultPixelLimit = 64 << 20

  /// Decodes a picture.
  ///
  /// The size that the file declares is checked before anything is allocated for it.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for what is empty, truncated, damaged or
  ///   larger than `pixelLimit` places; `.unsupportedFile` for an unknown format or compression, or
  ///   one that the installed libheif has no decoder for.
  package static func decode(
    _ source: ImageSource, pixelLimit: Int = defaultPixelLimit
  ) throws(HUSEError) -> RGBImage {
    switch source {
    case .file(let url):
      let file = try MappedFile(contentsOf: url)
      defer { withExtendedLifetime(file) {} }
      return try decode(file.bytes, named: file.path, pixelLimit: pixelLimit)
    case .data(let data):
      var result: Result<RGBImage, HUSEError>?
      data.withUnsafeBytes { bytes in
        do throws(HUSEError) {
          result = .success(
            try decode(
              bytes, named: "image data of \(bytes.count) bytes", pixelLimit: pixelLimit))
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
    guard !bytes.isEmpty else {
      throw .malformedFile(
        path: name, problem: "is empty", remedy: "Pass an encoded picture: \(supported).")
    }
    let reader = ByteReader(bytes: bytes)
    guard let format = ImageFormat(reader) else {
      throw .unsupportedFile(
        path: name, found: ImageFormat.unsupportedName(reader), supported: supported)
    }
    if format == .heic || format == .avif {
      return try HEIFDecoder.decode(format, bytes, named: name, pixelLimit: pixelLimit)
    }
    guard let size = ImageDimensions(format, reader) else {
      throw malformed(name, "the \(format.rawValue) header is damaged or truncated")
    }
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

  /// - Throws: `HUSEError.malformedFile` for a picture beyond the limit.
  static func check(
    width: Int, height: Int, _ format: ImageFormat, named name: String, pixelLimit: Int
  ) throws(HUSEError) {
    let (places, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, places <= pixelLimit else {
      throw .malformedFile(
        path: name,
        problem: "the \(format.rawValue) header declares \(width) × \(height) pixels, "
          + "more than the limit of \(pixelLimit)",
        remedy: "Scale the picture down, or leave it out.")
    }
  }

  private static func malformed(_ name: String, _ problem: String) -> HUSEError {
    .malformedFile(
      path: name, problem: problem, remedy: "Fetch or export it again, or leave it out.")
  }

  /// The error of data that a decoder refuses.
  static func damaged(_ format: ImageFormat, _ name: String) -> HUSEError {
    malformed(name, "the \(format.rawValue) data is damaged or truncated")
  }

  /// PNG, WebP, GIF and BMP.
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
      guard let frame = structure.firstFrame, let size = ImageDimensions(.webp, reader),
        let picture = frame.file.withUnsafeBytes({ GDDecoder.decode(.webp, $0) })
      else { return nil }
      return picture.image.placed(
        left: frame.left, top: frame.top, onWidth: size.width, height: size.height,
        background: picture.background)?.upright(from: structure.orientation)
    case .gif:
      guard let canvas = GIFStructure(reader) else { return nil }
      var file = Data(reader.bytes)
      file.replaceSubrange(6..<10, with: canvas.screen)
      guard let picture = file.withUnsafeBytes({ GDDecoder.decode(.gif, $0) }) else { return nil }
      return picture.image.placed(
        left: canvas.left, top: canvas.top, onWidth: canvas.width, height: canvas.height,
        background: picture.background)
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
    // Each scan takes time for the whole picture, however few bytes it has.
    let scanLimit = scanLimit(places: size.width * size.height, pixelLimit: pixelLimit)
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
    if let (orientation, file) = structure.turned(reader) {
      image = file.withUnsafeBytes { GDDecoder.decode(.tiff, $0, alpha: structure.alpha)?.image }?
        .upright(from: orientation)
    } else {
      image = GDDecoder.decode(.tiff, reader.bytes, alpha: structure.alpha)?.image
    }
    guard let image else { throw damaged(.tiff, name) }
    return image
  }

  /// Programs write some ten scans; a smaller picture may have more.
  private static func scanLimit(places: Int, pixelLimit: Int) -> Int {
    max(16, min(16 * (pixelLimit / places), 1000))
  }

  /// Checks what libtiff would allocate and read, and what libgd would get wrong.
  private static func check(
    _ structure: TIFFStructure, fileSize: Int, named name: String, pixelLimit: Int
  ) throws(HUSEError) {
    guard TIFFStructure.compressions.contains(structure.compression) else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file of compression \(structure.compression)",
        supported: TIFFStructure.compressionNames)
    }
    // libgd shows some of these as negatives, and mixes up their rows in tiles.
    guard structure.bitsPerSample > 1 else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file of one bit for each sample", supported: "2 to 16 bits")
    }
    guard !structure.losesAlpha else {
      throw .unsupportedFile(
        path: name, found: "a TIFF file of an alpha channel beside greys of 16 bits or inks",
        supported:
          "an alpha channel beside 8-bit greys or red, green and blue; or save the picture "
          + "without one")
    }
    guard structure.decodedSize / bytesOfTIFFPixel <= pixelLimit else {
      throw .malformedFile(
        path: name,
        problem: "the TIFF header declares tiles or strips of more than "
          + "\(bytesOfTIFFPixel * pixelLimit) bytes in all",
        remedy: "Export it with smaller tiles or fewer samples, or leave it out.")
    }
    // A million strips over the same megabyte would be read for a minute.
    guard structure.storedSize <= max(fileSize, bytesOfTIFFPixel * pixelLimit) else {
      throw .malformedFile(
        path: name,
        problem: "the TIFF header declares tiles or strips of \(structure.storedSize) stored "
          + "bytes, in a file of \(fileSize)",
        remedy: "Export it again, each tile or strip with bytes of its own, or leave it out.")
    }
  }

  /// Four samples of 16 bits.
  private static let bytesOfTIFFPixel = 8

  private static var supported: String {
    ImageFormat.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
