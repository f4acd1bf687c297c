internal import CGD
import Foundation
package import HUSECore

/// Decodes PNG, JPEG, WebP, GIF (its first picture), BMP and TIFF with libgd.
///
/// Transparent places are shown on white, 16-bit samples become 8-bit ones, and the orientation
/// that a camera notes in EXIF is not applied, as in the published preprocessing of the networks.
/// Of TIFF the first picture is taken, uncompressed or compressed with LZW, JPEG, Deflate or PackBits,
/// of more than one bit for each sample.
package enum ImageDecoder {
  /// The most places of a picture that is decoded, unless the caller says otherwise: 64 Mi, for
  /// which libgd allocates 256 MiB.
  package static let defaultPixelLimit = 64 << 20

  /// Decodes a picture.
  ///
  /// The size that the file declares is checked before anything is allocated for it.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for what is empty, truncated, damaged or
  ///   larger than `pixelLimit` places; `.unsupportedFile` for an unknown format or compression.
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
      let beginning = bytes.prefix(8).map { hexadecimal($0) }.joined(separator: " ")
      throw .unsupportedFile(
        path: name, found: "a file that begins with the bytes \(beginning)", supported: supported)
    }
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(
        path: name, problem: problem, remedy: "Fetch or export it again, or leave it out.")
    }
    guard let size = ImageDimensions(format, reader) else {
      throw malformed("the \(format.rawValue) header is damaged or truncated")
    }
    let (places, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    guard !overflow, places <= pixelLimit else {
      throw .malformedFile(
        path: name,
        problem: "the \(format.rawValue) header declares \(size.width) × \(size.height) pixels, "
          + "more than the limit of \(pixelLimit)",
        remedy: "Scale the picture down, or leave it out.")
    }
    if format == .jpeg {
      guard let structure = JPEGStructure(reader), structure.isComplete else {
        throw malformed("the JPEG data is truncated: the end marker is missing")
      }
      // Each scan takes time for the whole picture, however few bytes it has.
      guard structure.scanCount <= scanLimit(places: places, pixelLimit: pixelLimit) else {
        throw malformed(
          "the JPEG data has \(structure.scanCount) scans of \(size.width) × \(size.height) pixels")
      }
    }
    if format == .tiff, let structure = TIFFStructure(reader) {
      try check(structure, fileSize: bytes.count, named: name, pixelLimit: pixelLimit)
    }
    guard let image = open(format, reader) else {
      throw malformed("the \(format.rawValue) data is damaged or truncated")
    }
    defer { gdImageDestroy(image) }
    guard let result = composite(image) else {
      throw malformed("the \(format.rawValue) data could not be turned into RGB")
    }
    return result
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

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  private static func open(_ format: ImageFormat, _ reader: ByteReader) -> gdImagePtr? {
    guard format == .png else { return open(format, reader.bytes) }
    return PNGStructure.reduced(reader)?.withUnsafeBytes { open(format, $0) }
  }

  private static func open(_ format: ImageFormat, _ bytes: UnsafeRawBufferPointer) -> gdImagePtr? {
    guard let count = Int32(exactly: bytes.count) else { return nil }
    // libgd only reads, and takes a pointer for writing all the same.
    let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    _ = DecoderMessages.silenced
    return switch format {
    case .png: gdImageCreateFromPngPtr(count, address)
    // Cameras write harmless oddities that libjpeg warns of; truncation is checked elsewhere.
    case .jpeg: gdImageCreateFromJpegPtrEx(count, address, 1)
    case .webp: gdImageCreateFromWebpPtr(count, address)
    case .gif: gdImageCreateFromGifPtr(count, address)
    case .bmp: gdImageCreateFromBmpPtr(count, address)
    case .tiff: gdImageCreateFromTiffPtr(count, address)
    }
  }

  /// The pixels on white; libgd's alpha goes from 0, opaque, to 127, transparent.
  private static func composite(_ image: gdImagePtr) -> RGBImage? {
    guard gdImagePaletteToTrueColor(image) != 0, let rows = image.pointee.tpixels else {
      return nil
    }
    let (width, height) = (Int(image.pointee.sx), Int(image.pointee.sy))
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      var index = 0
      for y in 0..<height {
        guard let row = rows[y] else { return }
        for x in 0..<width {
          let pixel = UInt32(bitPattern: row[x])
          let transparency = pixel >> 24 & 0x7F
          for shift: UInt32 in [16, 8, 0] {
            let value = pixel >> shift & 0xFF
            target[index] = UInt8((value * (127 - transparency) + 255 * transparency + 63) / 127)
            index += 1
          }
        }
      }
      count = index
    }
    guard width > 0, height > 0, pixels.count == width * height * 3 else { return nil }
    return RGBImage(width: width, height: height, pixels: pixels)
  }
}
