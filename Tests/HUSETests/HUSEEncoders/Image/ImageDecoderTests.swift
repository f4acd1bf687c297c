import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Against what Pillow decodes, transparent places on white.
@Suite struct ImageDecoderTests {
  private func difference(_ name: String) throws -> Float {
    let expected = try SafetensorsFile(contentsOf: Fixture.url("image/decoding.safetensors"))
      .tensor(name)
    let image = try ImageDecoder.decode(.file(Fixture.url("image/\(name)")))
    #expect([image.height, image.width, 3] == expected.shape)
    return largestDifference(image.pixels.map { Float($0) }, expected.matrix.values)
  }

  @Test(arguments: [
    "rgb.png", "gray.png", "palette.png", "sixteen-bit.png", "palette.gif", "rgb.bmp", "rgb.tiff",
    "gray.tiff", "palette-transparent.png", "transparent.gif",
  ])
  func losslessFormatsAreExact(_ name: String) throws {
    #expect(try difference(name) == 0)
  }

  /// libgd keeps seven of the eight bits of alpha.
  @Test(arguments: ["rgba.png", "gray-alpha.png", "lossless-alpha.webp"])
  func transparencyIsCompositedOnWhite(_ name: String) throws {
    #expect(try difference(name) <= 2)
  }

  @Test(arguments: ["rgb.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "lossy.webp"])
  func lossyFormatsAreClose(_ name: String) throws {
    #expect(try difference(name) <= 2)
  }

  @Test func bytesAndFileDecodeAlike() throws {
    let url = Fixture.url("image/rgb.png")
    let data = try Data(contentsOf: url)
    #expect(try ImageDecoder.decode(.data(data)) == ImageDecoder.decode(.file(url)))
  }
}
