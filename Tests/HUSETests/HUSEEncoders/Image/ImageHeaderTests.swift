import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct ImageHeaderTests {
  /// Against the sizes that Pillow finds.
  @Test(arguments: [
    ("rgb.png", "image/png"), ("progressive.jpg", "image/jpeg"), ("palette.gif", "image/gif"),
    ("lossless-alpha.webp", "image/webp"), ("rgb.bmp", "image/bmp"), ("gray.tiff", "image/tiff"),
  ])
  func sizeAndMediaType(_ name: String, _ mediaType: String) throws {
    let expected = try SafetensorsFile(contentsOf: Fixture.url("image/decoding.safetensors"))
      .tensor(name)
    let url = Fixture.url("image/\(name)")
    let header = try ImageHeader(of: .file(url))
    #expect([header.height, header.width, 3] == expected.shape)
    #expect(header.pixelCount == header.width * header.height)
    #expect(header.mediaType == mediaType)
    #expect(try ImageHeader(of: .data(Data(contentsOf: url))) == header)
  }

  /// Turned as the file says.
  @Test(arguments: [("rgb.heic", "image/heic"), ("orientation-6.avif", "image/avif")])
  func filesOfCameras(_ name: String, _ mediaType: String) throws {
    let expected = try SafetensorsFile(
      contentsOf: Fixture.url("image/camera/expected.safetensors")
    ).tensor(name)
    let header = try ImageHeader(of: .file(Fixture.url("image/camera/\(name)")))
    #expect([header.height, header.width, 3] == expected.shape)
    #expect(header.mediaType == mediaType)
  }

  /// A header of 25 bytes that declares more pixels than any memory holds.
  @Test func hugeSizesAreNotAllocated() throws {
    var png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    png += Data("IHDR".utf8) + Data([0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 8, 2])
    let header = try ImageHeader(of: .data(png))
    #expect(header.width == 2_147_483_647)
    #expect(header.pixelCount == 4_611_686_014_132_420_609)
  }

  @Test func whatIsNoImageIsRefused() {
    let text = #expect(throws: HUSEError.self) {
      try ImageHeader(of: .data(Data("<svg></svg>".utf8)))
    }
    #expect(
      text?.description == "image data of 11 bytes: found an SVG drawing, which is not supported. "
        + "Supported: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF.")
    let cut = #expect(throws: HUSEError.self) {
      try ImageHeader(of: .data(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])))
    }
    #expect(
      cut?.description == "image data of 8 bytes: the PNG header is damaged or truncated. "
        + "Fetch or export it again, or skip it.")
  }
}
