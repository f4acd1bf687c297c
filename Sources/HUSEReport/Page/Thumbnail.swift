internal import CGD
internal import Foundation
internal import HUSEEncoders
internal import HUSEModel

/// A small copy of an image in a page.
enum Thumbnail {
  /// The longer side, in pixels: twice that on the page, for dense screens.
  static let side = 208
  private static let quality: Int32 = 82

  /// The image, upright on white, as a data URL of a JPEG file.
  ///
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` or `.unsupportedFile` for a file that
  ///   cannot be decoded; `.encodingFailed` if it cannot be stored as JPEG.
  static func source(of file: URL) throws(HUSEError) -> String {
    let image = try ImageDecoder.decode(.file(file))
    let scale = min(Double(side) / Double(max(image.width, image.height)), 1)
    let small = image.resized(
      width: max(Int((Double(image.width) * scale).rounded()), 1),
      height: max(Int((Double(image.height) * scale).rounded()), 1), filter: .bicubic)
    guard let data = jpeg(small) else {
      throw .encodingFailed(
        input: file.path, problem: "its thumbnail cannot be stored as JPEG",
        remedy: "Convert the image to a smaller one.")
    }
    return "data:image/jpeg;base64,\(data.base64EncodedString())"
  }

  private static func jpeg(_ image: RGBImage) -> Data? {
    guard let canvas = gdImageCreateTrueColor(Int32(image.width), Int32(image.height)) else {
      return nil
    }
    defer { gdImageDestroy(canvas) }
    guard let rows = canvas.pointee.tpixels else { return nil }
    for y in 0..<image.height {
      guard let row = rows[y] else { return nil }
      for x in 0..<image.width {
        let start = (y * image.width + x) * 3
        row[x] =
          Int32(image.pixels[start]) << 16 | Int32(image.pixels[start + 1]) << 8
          | Int32(image.pixels[start + 2])
      }
    }
    var count: Int32 = 0
    guard let bytes = gdImageJpegPtr(canvas, &count, quality), count > 0 else { return nil }
    defer { gdFree(bytes) }
    return Data(bytes: bytes, count: Int(count))
  }
}
