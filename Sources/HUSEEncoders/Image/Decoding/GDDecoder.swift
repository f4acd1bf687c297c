internal import CGD

/// Decodes images with libgd and draws them on white.
enum GDDecoder {
  /// The meaning of the alpha channel of the decoded image.
  enum Alpha {
    /// The opacity of a pixel.
    case straight
    /// The opacity of a pixel, by which its colour is already multiplied.
    case premultiplied
    /// No meaning; the channel is ignored.
    case ignored
  }

  struct Output {
    let image: RGBImage
    /// The colour of a canvas around the image: white, or the first colour of a palette without
    /// a transparent one, as in Pillow.
    let background: [UInt8]
  }

  /// Decodes a file.
  ///
  /// - Returns: `nil` if libgd cannot read the file.
  static func decode(
    _ format: ImageFormat, _ bytes: UnsafeRawBufferPointer, alpha: Alpha = .straight
  ) -> Output? {
    guard let image = open(format, bytes) else { return nil }
    defer { gdImageDestroy(image) }
    var background: [UInt8] = [255, 255, 255]
    if image.pointee.trueColor == 0, image.pointee.transparent < 0, image.pointee.colorsTotal > 0 {
      background = [image.pointee.red.0, image.pointee.green.0, image.pointee.blue.0].map {
        UInt8(truncatingIfNeeded: $0)
      }
    }
    return composite(image, alpha).map { Output(image: $0, background: background) }
  }

  private static func open(_ format: ImageFormat, _ bytes: UnsafeRawBufferPointer) -> gdImagePtr? {
    guard let count = Int32(exactly: bytes.count) else { return nil }
    // libgd only reads the bytes, although its signature takes a mutable pointer.
    let address = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    _ = DecoderMessages.silenced
    return switch format {
    case .png: gdImageCreateFromPngPtr(count, address)
    case .webp: gdImageCreateFromWebpPtr(count, address)
    case .gif: gdImageCreateFromGifPtr(count, address)
    case .bmp: gdImageCreateFromBmpPtr(count, address)
    case .tiff: gdImageCreateFromTiffPtr(count, address)
    case .jpeg, .heic, .avif: nil
    }
  }

  /// The pixels on white.
  ///
  /// In libgd, alpha goes from 0 (opaque) to 127 (transparent).
  private static func composite(_ image: gdImagePtr, _ alpha: Alpha) -> RGBImage? {
    guard gdImagePaletteToTrueColor(image) != 0, let rows = image.pointee.tpixels else {
      return nil
    }
    let (width, height) = (Int(image.pointee.sx), Int(image.pointee.sy))
    // The key colour of a PNG file without an alpha channel, −1 if there is none.
    let key = image.pointee.transparent
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { target, count in
      var index = 0
      for y in 0..<height {
        guard let row = rows[y] else { return }
        for x in 0..<width {
          let pixel = UInt32(bitPattern: row[x])
          let transparency =
            row[x] == key ? 127 : alpha == .ignored ? 0 : pixel >> 24 & 0x7F
          for shift: UInt32 in [16, 8, 0] {
            let value = pixel >> shift & 0xFF
            let white = 255 * transparency + 63
            target[index] =
              alpha == .premultiplied
              ? UInt8(min(value + white / 127, 255))
              : UInt8((value * (127 - transparency) + white) / 127)
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
