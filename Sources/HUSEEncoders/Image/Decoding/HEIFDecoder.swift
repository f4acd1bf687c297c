internal import CHeif
internal import HUSECore

/// Decodes HEIC and AVIF with libheif, which applies the rotation and the crop of the file.
///
/// The EXIF orientation is ignored: in these formats it only repeats the rotation of the file.
enum HEIFDecoder {
  /// Decodes the primary image of a file, once the declared size has been checked.
  static func decode(
    _ format: ImageFormat, _ bytes: UnsafeRawBufferPointer, named name: String, pixelLimit: Int
  ) throws(HUSEError) -> RGBImage {
    try withPrimaryImage(of: bytes, format, named: name) {
      (handle, width, height) throws(HUSEError) in
      try ImageDecoder.check(
        width: width, height: height, format, named: name, pixelLimit: pixelLimit)
      return try decode(handle, width: width, height: height, format, named: name)
    }
  }

  /// The declared size of the primary image of a file.
  static func size(
    _ format: ImageFormat, _ bytes: UnsafeRawBufferPointer, named name: String
  ) throws(HUSEError) -> (width: Int, height: Int) {
    try withPrimaryImage(of: bytes, format, named: name) { _, width, height in (width, height) }
  }

  private static func check(
    _ error: heif_error, _ format: ImageFormat, named name: String
  ) throws(HUSEError) {
    switch error.code {
    case heif_error_Ok: return
    case heif_error_Unsupported_feature, heif_error_Unsupported_filetype:
      throw .unsupportedFile(
        path: name,
        found: "a \(format.rawValue) file that the installed libheif has no decoder for",
        supported: "what libheif and its decoders read; or save the image as JPEG or PNG")
    default: throw ImageDecoder.damaged(format, name)
    }
  }

  private static func withPrimaryImage<Value>(
    of bytes: UnsafeRawBufferPointer, _ format: ImageFormat, named name: String,
    _ body: (_ handle: OpaquePointer?, _ width: Int, _ height: Int) throws(HUSEError) -> Value
  ) throws(HUSEError) -> Value {
    guard let context = heif_context_alloc() else { throw ImageDecoder.damaged(format, name) }
    defer { heif_context_free(context) }
    try check(
      heif_context_read_from_memory_without_copy(context, bytes.baseAddress, bytes.count, nil),
      format, named: name)
    var handle: OpaquePointer?
    try check(
      heif_context_get_primary_image_handle(context, &handle), format, named: name)
    defer { heif_image_handle_release(handle) }
    let width = Int(heif_image_handle_get_width(handle))
    let height = Int(heif_image_handle_get_height(handle))
    guard width > 0, height > 0 else { throw ImageDecoder.damaged(format, name) }
    return try body(handle, width, height)
  }

  private static func decode(
    _ handle: OpaquePointer?, width: Int, height: Int, _ format: ImageFormat, named name: String
  ) throws(HUSEError) -> RGBImage {
    let options = heif_decoding_options_alloc()
    defer { heif_decoding_options_free(options) }
    options?.pointee.convert_hdr_to_8bit = 1
    var image: OpaquePointer?
    try check(
      heif_decode_image(
        handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, options),
      format, named: name)
    defer { heif_image_release(image) }
    var stride: Int32 = 0
    guard heif_image_get_width(image, heif_channel_interleaved) == width,
      heif_image_get_height(image, heif_channel_interleaved) == height,
      let plane = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride)
    else { throw ImageDecoder.damaged(format, name) }
    return onWhite(
      plane, stride: Int(stride), width: width, height: height,
      isPremultiplied: heif_image_handle_is_premultiplied_alpha(handle) != 0)
  }

  private static func onWhite(
    _ plane: UnsafePointer<UInt8>, stride: Int, width: Int, height: Int, isPremultiplied: Bool
  ) -> RGBImage {
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      for y in 0..<height {
        for x in 0..<width {
          let pixel = plane + y * stride + x * 4
          let alpha = Int(pixel[3])
          for channel in 0..<3 {
            let value = Int(pixel[channel])
            target[(y * width + x) * 3 + channel] =
              isPremultiplied
              ? UInt8(min(value + 255 - alpha, 255))
              : UInt8((value * alpha + 255 * (255 - alpha) + 127) / 255)
          }
        }
      }
      count = width * height * 3
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }
}
