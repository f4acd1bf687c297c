import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Images as cameras and the web make them, against what Pillow shows of them on white.
@Suite struct CameraImageTests {
  private func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: Fixture.url("image/camera/\(name)"))
  }

  private func difference(_ name: String) throws -> Float {
    let expected = try SafetensorsFile(
      contentsOf: Fixture.url("image/camera/expected.safetensors")
    ).tensor(name)
    let image = try ImageDecoder.decode(.file(Fixture.url("image/camera/\(name)")))
    #expect([image.height, image.width, 3] == expected.shape)
    return largestDifference(image.pixels.map { Float($0) }, expected.matrix.values)
  }

  private func error(_ data: Data) -> String? {
    errorText { () throws(HUSEError) in try ImageDecoder.decode(.data(data)) }?
      .replacingOccurrences(of: "image data of \(data.count) bytes: ", with: "")
  }

  /// The same image, held in eight ways.
  @Test(arguments: 1...8) func orientation(_ number: Int) throws {
    #expect(try difference("orientation-\(number).jpg") <= 2)
    #expect(try difference("orientation-\(number).tiff") == 0)
  }

  @Test func orientationOfOtherFormats() throws {
    #expect(try difference("orientation-8-big-endian.jpg") <= 2)
    #expect(try difference("orientation-6.png") == 0)
    #expect(try difference("orientation-8.webp") == 0)
  }

  /// XMP says it as an attribute or as an element, and counts where EXIF does not say it.
  @Test func orientationInXMP() throws {
    #expect(try difference("orientation-6-xmp.jpg") <= 2)
    #expect(try difference("orientation-3-xmp.png") == 0)
    #expect(try difference("orientation-8-xmp.webp") == 0)
    #expect(try difference("orientation-2-exif-6-xmp.jpg") <= 2)
    #expect(try difference("orientation-0-exif-6-xmp.jpg") <= 2)
  }

  /// Cameras write 0 where they know nothing, and some programs what is no orientation at all.
  @Test(arguments: [0, 9, 255]) func orientationsThatAreNone(_ number: UInt8) throws {
    let entry = Data([0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0])
    for name in ["orientation-6.jpg", "orientation-6.tiff"] {
      var data = try fixture(name)
      let range = try #require(data.firstRange(of: entry))
      data[range.upperBound - 2] = number
      let image = try ImageDecoder.decode(.data(data))
      #expect((image.width, image.height) == (23, 17))
    }
  }

  @Test(arguments: ["cmyk-adobe.jpg", "cmyk-without-adobe.jpg"])
  func inks(_ name: String) throws {
    #expect(try difference(name) <= 1)
  }

  @Test(arguments: ["key-colour.png", "key-grey.png", "alpha-unspecified.tiff"])
  func transparencyWithoutAnAlphaChannel(_ name: String) throws {
    #expect(try difference(name) == 0)
  }

  /// libgd keeps seven of the eight bits of alpha.
  @Test(arguments: [
    "alpha.tiff", "alpha-multiplied.tiff", "alpha-and-another.tiff", "alpha-grey.tiff",
  ])
  func alphaIsAppliedOnce(_ name: String) throws {
    #expect(try difference(name) <= 2)
  }

  /// libgd would show what the alpha channel hides.
  @Test func alphaThatWouldBeLostIsRefused() {
    let file = SmallTIFF.file(
      [
        .init(256, 1), .init(257, 1), .init(258, 16, 16), .init(259, 1), .init(262, 1),
        .init(277, 2), .init(338, 2),
      ], strips: [Data(count: 4)])
    #expect(
      error(file) == "found a TIFF file with an alpha channel in CMYK or in 16-bit greyscale, "
        + "which is not supported. Supported: an alpha channel in RGB or in 8-bit greyscale; or "
        + "save the image without one.")
  }

  @Test(arguments: [
    "small-frame.gif", "small-frame-background.gif", "small-frame-transparent.gif",
    "frame-beyond-the-screen.gif", "no-screen.gif", "animated-lossless.webp",
  ])
  func firstFrame(_ name: String) throws {
    #expect(try difference(name) == 0)
  }

  @Test(arguments: ["animated.webp", "animated-small-frame.webp"])
  func firstFrameOfALossyAnimation(_ name: String) throws {
    #expect(try difference(name) <= 3)
  }

  @Test func animationCutShortIsRefused() throws {
    let data = try fixture("animated.webp")
    for count in stride(from: 30, to: data.count - 1, by: 11) {
      #expect(
        error(data.prefix(count))?.contains("truncated") == true, "\(count) of \(data.count) bytes")
    }
  }

  @Test(arguments: [
    "trailing-bytes.jpg", "trailer-without-end-marker.jpg", "without-end-marker.jpg",
  ])
  func bytesBehindTheLastRow(_ name: String) throws {
    #expect(try difference(name) <= 2)
  }

  @Test(arguments: ["without-end.png", "with-half-an-end.png"])
  func pixelsWithoutAnEnd(_ name: String) throws {
    #expect(try difference(name) == 0)
  }

  /// A file that ends within its pixels is refused, whatever its maker puts behind them.
  @Test func rowsThatAreMissing() throws {
    let jpeg = try fixture("without-end-marker.jpg")
    let scan = try #require(jpeg.firstRange(of: Data([0xFF, 0xDA]))).upperBound + 12
    for count in stride(from: scan, to: jpeg.count - 8, by: 5) {
      #expect(error(jpeg.prefix(count))?.contains("truncated") == true, "\(count) bytes")
    }
    #expect(
      error(jpeg.prefix(scan + 20) + Data("SEFH".utf8))?.contains("truncated") == true)
  }

  @Test(arguments: ["rgb.heic", "alpha.heic"]) func heic(_ name: String) throws {
    #expect(try difference(name) <= 3)
  }

  @Test(arguments: [
    "rgb.avif", "alpha.avif", "orientation-2.avif", "orientation-5.avif", "orientation-6.avif",
  ])
  func avif(_ name: String) throws {
    #expect(try difference(name) <= 3)
  }

  /// The declared size is read without decoding, and a cut file is refused.
  @Test(arguments: [("rgb.heic", "HEIC"), ("rgb.avif", "AVIF")])
  func heifFilesAreChecked(_ name: String, _ format: String) throws {
    let data = try fixture(name)
    #expect(
      errorText { () throws(HUSEError) in
        try ImageDecoder.decode(.data(data), pixelLimit: 23 * 17 - 1)
      } == "image data of \(data.count) bytes: the \(format) header declares 23 × 17 pixels, more "
        + "than the limit of 390. Scale the image down, or skip it.")
    for count in stride(from: 24, to: data.count - 1, by: 13) {
      #expect(
        error(data.prefix(count))
          == "the \(format) data is damaged or truncated. Fetch or export it again, or skip it.",
        "\(count) of \(data.count) bytes")
    }
  }

  /// Damaged bytes anywhere give an image or an error, and never a crash.
  @Test(arguments: [
    "orientation-6.jpg", "orientation-6.tiff", "orientation-8.webp", "animated.webp", "alpha.heic",
    "orientation-5.avif", "small-frame.gif", "without-end.png", "cmyk-without-adobe.jpg",
  ])
  func damaged(_ name: String) throws {
    let data = try fixture(name)
    var generator = SplitMix64(seed: 5)
    for _ in 0..<60 {
      var copy = data
      for _ in 0..<3 {
        copy[generator.nextInteger(below: copy.count)] = UInt8(generator.nextInteger(below: 256))
      }
      _ = try? ImageDecoder.decode(.data(copy), pixelLimit: 1 << 20)
    }
    #expect(error(data) == nil)
  }

  /// What is no image that can be read is named.
  @Test(arguments: [
    ("<!DOCTYPE html><html>", "a web page"), ("<svg xmlns=''/>", "an SVG drawing"),
    ("%PDF-1.7", "a PDF document"), ("8BPS\0\u{1}", "a Photoshop file"),
    ("\0\0\0\u{C}JXL \r\n", "a JPEG XL image"),
    ("\0\0\0\u{18}ftypmp42\0\0\0\0mp42isom", "a film"),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:0",
      "a pointer to a file of Git LFS, which was not fetched"
    ),
  ])
  func otherFilesAreNamed(_ content: String, _ name: String) {
    #expect(
      error(Data(content.utf8)) == "found \(name), which is not supported. "
        + "Supported: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF.")
  }
}
