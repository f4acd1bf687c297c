public import HUSECore

/// The format and size that the header of an encoded image declares, read without decoding it.
///
/// ```swift
/// let header = try ImageHeader(of: .data(upload))
/// guard header.pixelCount <= 16_000_000 else { return }   // Too large for this app.
/// ```
///
/// Use it to refuse large images from strangers before they are decoded.
public struct ImageHeader: Sendable, Hashable {
  /// The media type of the format, such as `image/png`.
  public let mediaType: String
  /// The declared width in pixels, which the orientation of the image may swap with the height.
  public let width: Int
  /// The declared height in pixels.
  public let height: Int

  /// The number of pixels, at most `Int.max`.
  public var pixelCount: Int {
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    return overflow ? .max : pixels
  }

  /// Reads the header of an image.
  ///
  /// The rest of the image may still be damaged.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for data that is empty or whose header is
  ///   damaged; `.unsupportedFile` for an unknown format, or one that the installed libheif does
  ///   not read.
  public init(of source: ImageSource) throws(HUSEError) {
    self = try ImageDecoder.withBytes(of: source) { (bytes, name) throws(HUSEError) in
      let reader = ByteReader(bytes: bytes)
      let format = try ImageDecoder.format(of: reader, named: name)
      switch format {
      case .heic, .avif:
        let size = try HEIFDecoder.size(format, bytes, named: name)
        return ImageHeader(format, width: size.width, height: size.height)
      case .png, .jpeg, .webp, .gif, .bmp, .tiff:
        let size = try ImageDecoder.dimensions(of: reader, format, named: name)
        return ImageHeader(format, width: size.width, height: size.height)
      }
    }
  }

  private init(_ format: ImageFormat, width: Int, height: Int) {
    mediaType = "image/" + format.rawValue.lowercased()
    self.width = width
    self.height = height
  }
}
