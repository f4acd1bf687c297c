import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct ImageDecoderErrorTests {
  private func message(_ data: Data, pixelLimit: Int? = nil) -> String {
    do throws(HUSEError) {
      _ = try ImageDecoder.decode(
        .data(data), pixelLimit: pixelLimit ?? ImageDecoder.defaultPixelLimit)
      return "no error"
    } catch {
      return error.description
    }
  }

  private func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: Fixture.url("image/\(name)"))
  }

  @Test func missingFile() {
    let error = #expect(throws: HUSEError.self) {
      try ImageDecoder.decode(.file(URL(fileURLWithPath: "/no/such/photo.jpg")))
    }
    #expect(
      error?.description == "/no/such/photo.jpg: no such file or folder. Check the path.")
  }

  @Test func fileIsNamed() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let url = try folder.write("GIF?", to: "image.png")
    let error = #expect(throws: HUSEError.self) { try ImageDecoder.decode(.file(url)) }
    #expect(
      error?.description == "\(url.path): found a file that begins with the bytes 47 49 46 3F, "
        + "which is not supported. Supported: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF.")
  }

  @Test func empty() {
    #expect(
      message(Data()) == "image data of 0 bytes: is empty. "
        + "Pass an encoded image: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF.")
  }

  @Test func unknownFormat() {
    #expect(
      message(Data("squeezed".utf8)) == "image data of 8 bytes: found a file that begins with the "
        + "bytes 73 71 75 65 65 7A 65 64, which is not supported. "
        + "Supported: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF.")
  }

  /// Cut anywhere, an image is refused and never half shown.
  @Test(arguments: [
    "rgb.png", "rgb.jpg", "progressive.jpg", "lossy.webp", "palette.gif", "rgb.bmp", "rgb.tiff",
  ])
  func truncated(_ name: String) throws {
    let data = try fixture(name)
    for count in stride(from: 12, to: data.count - 24, by: 7) {
      #expect(message(data.prefix(count)).contains("truncated"), "\(count) of \(data.count) bytes")
    }
  }

  @Test func truncatedData() throws {
    #expect(
      message(try fixture("progressive.jpg").dropLast(2)) == "image data of 779 bytes: the JPEG "
        + "data is truncated: the end marker is missing. Fetch or export it again, or skip it."
    )
    #expect(
      message(try fixture("rgb.jpg").dropLast(20)) == "image data of 846 bytes: the JPEG data is "
        + "damaged or truncated. Fetch or export it again, or skip it.")
    #expect(
      message(try fixture("rgb.png").prefix(500)) == "image data of 500 bytes: the PNG data is "
        + "damaged or truncated. Fetch or export it again, or skip it.")
    #expect(
      message(try fixture("rgb.png").prefix(20)) == "image data of 20 bytes: the PNG header is "
        + "damaged or truncated. Fetch or export it again, or skip it.")
  }

  /// A header that declares 2³¹ − 1 pixels a side: refused before anything is allocated.
  @Test func bomb() throws {
    var data = try fixture("rgb.png")
    data.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    #expect(
      message(data) == "image data of 947 bytes: the PNG header declares 2147483647 × 2147483647 "
        + "pixels, more than the limit of 67108864. Scale the image down, or skip it.")
  }

  /// Every format's declared size is read without decoding: one pixel fewer than it has is refused.
  @Test(arguments: [
    ("rgb.png", "PNG"), ("rgb.jpg", "JPEG"), ("progressive.jpg", "JPEG"), ("lossy.webp", "WebP"),
    ("lossless-alpha.webp", "WebP"), ("palette.gif", "GIF"), ("transparent.gif", "GIF"),
    ("rgb.bmp", "BMP"), ("rgb.tiff", "TIFF"),
  ])
  func declaredSize(_ name: String, _ format: String) throws {
    let data = try fixture(name)
    #expect(
      message(data, pixelLimit: 23 * 17 - 1) == "image data of \(data.count) bytes: the \(format) "
        + "header declares 23 × 17 pixels, more than the limit of 390. "
        + "Scale the image down, or skip it.")
    #expect(message(data, pixelLimit: 23 * 17) == "no error")
  }

  /// Damaged bytes anywhere give an image or an error, and never a crash.
  @Test(arguments: [
    "rgba.png", "palette.png", "progressive.jpg", "lossy.webp", "transparent.gif", "rgb.bmp",
    "rgb.tiff",
  ])
  func damaged(_ name: String) throws {
    let data = try fixture(name)
    var generator = SplitMix64(seed: 3)
    for _ in 0..<60 {
      var copy = data
      for _ in 0..<3 {
        copy[generator.nextInteger(below: copy.count)] = UInt8(generator.nextInteger(below: 256))
      }
      _ = message(copy, pixelLimit: 1 << 20)
    }
    #expect(message(data) == "no error")
  }
}
