internal import CHUSEJPEG

/// Decodes JPEG with libjpeg.
///
/// libgd is not used: it decodes CMYK without Adobe's marker to black, and it does not report
/// whether a file without an end marker has all its rows.
enum JPEGDecoder {
  /// Decodes a file.
  ///
  /// - Returns: `nil` for a damaged file, or for one without an end marker and some of its rows.
  static func decode(_ structure: JPEGStructure, _ bytes: UnsafeRawBufferPointer) -> RGBImage? {
    let (width, height) = (structure.width, structure.height)
    var result = huse_jpeg_damaged
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      result = huse_jpeg_decode(
        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, width, height,
        target.baseAddress)
      if result != huse_jpeg_damaged { count = width * height * 3 }
    }
    guard result == huse_jpeg_decoded || (result == huse_jpeg_incomplete && structure.isComplete)
    else { return nil }
    return RGBImage(width: width, height: height, pixels: pixels)
  }
}
