import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// How TIFF files may store an image, and what is refused before libtiff allocates for it.
@Suite struct TIFFTests {
  typealias Field = SmallTIFF.Field

  private func error(_ data: Data, pixelLimit: Int = ImageDecoder.defaultPixelLimit) -> String? {
    errorText { () throws(HUSEError) in
      try ImageDecoder.decode(.data(data), pixelLimit: pixelLimit)
    }?.replacingOccurrences(of: "image data of \(data.count) bytes: ", with: "")
  }

  private func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    [UInt8(x * 4), UInt8(y * 4), UInt8(x + y)]
  }

  private func rgb(width: UInt32, height: UInt32) -> [Field] {
    [
      Field(256, width), Field(257, height), Field(258, 8, 8, 8), Field(259, 1), Field(262, 2),
      Field(277, 3),
    ]
  }

  /// 40 × 36 pixels in four tiles of 32 × 32, which reach beyond the image.
  @Test func tiles() throws {
    let tiles = [(0, 0), (32, 0), (0, 32), (32, 32)].map { left, top in
      Data((top..<top + 32).flatMap { y in (left..<left + 32).flatMap { pixel($0, y) } })
    }
    let file = SmallTIFF.file(
      rgb(width: 40, height: 36) + [Field(322, 32), Field(323, 32)], tiles: tiles)
    let image = try ImageDecoder.decode(.data(file))
    #expect((image.width, image.height) == (40, 36))
    #expect(image.pixels == (0..<36).flatMap { y in (0..<40).flatMap { pixel($0, y) } })
  }

  /// Two strips, the second of which ends with the image.
  @Test func strips() throws {
    let strips = [0..<3, 3..<5].map { rows in
      Data(rows.flatMap { y in (0..<7).flatMap { pixel($0, y) } })
    }
    let file = SmallTIFF.file(rgb(width: 7, height: 5) + [Field(278, 3)], strips: strips)
    let image = try ImageDecoder.decode(.data(file))
    #expect(image.pixels == (0..<5).flatMap { y in (0..<7).flatMap { pixel($0, y) } })
  }

  /// libgd would show a negative.
  @Test func singleBits() {
    let file = SmallTIFF.file(
      [Field(256, 8), Field(257, 2), Field(259, 1), Field(262, 1), Field(278, 2)],
      strips: [Data(count: 2)])
    #expect(
      error(file) == "found a TIFF file of 1 bit per sample, which is not supported. "
        + "Supported: 2 to 16 bits per sample.")
  }

  /// CIE L*a*b* and LogLuv, signed samples and floating-point ones.
  @Test(arguments: [
    (Field(262, 8), "photometric interpretation 8"),
    (Field(262, 32_845), "photometric interpretation 32845"),
    (Field(339, 2, 2, 2), "floating-point or signed samples"),
    (Field(339, 3), "floating-point or signed samples"),
  ])
  func colorsThatAreNotThoseOfPillow(field: Field, found: String) {
    let fields = rgb(width: 4, height: 4).filter { $0.tag != field.tag } + [field]
    #expect(
      error(SmallTIFF.file(fields, strips: [Data(count: 48)]))
        == "found a TIFF file of \(found), which is not supported. "
        + "Supported: greyscale, RGB, palettes, CMYK and YCbCr of unsigned samples.")
  }

  /// CCITT, JBIG, LZMA, WebP, and a number that stands for nothing.
  @Test(arguments: [4, 34_661, 34_925, 50_001, 0]) func compressions(_ number: UInt32) {
    let file = SmallTIFF.file(
      [Field(256, 8), Field(257, 8), Field(258, 8), Field(259, number), Field(262, 1)],
      strips: [Data(count: 64)])
    #expect(
      error(file) == "found a TIFF file of compression \(number), which is not supported. "
        + "Supported: no compression, LZW, JPEG, Deflate, PackBits.")
  }

  /// Tiles beyond an image of 8 × 8 pixels, many tiles that are far taller than the image, and
  /// samples without end.
  @Test(arguments: [
    [Field(256, 8), Field(257, 8), Field(258, 8), Field(322, 65_536), Field(323, 65_536)],
    [Field(256, 8), Field(257, 8), Field(258, 8), Field(322, .max), Field(323, .max)],
    [Field(256, 8192), Field(257, 8), Field(258, 8), Field(322, 16), Field(323, 1 << 22)],
    [Field(256, 8192), Field(257, 8192), Field(258, 16), Field(277, 5)],
    [Field(256, 512), Field(257, 512), Field(258, 64), Field(277, 65_535)],
  ]) func sizesBeyondTheLimit(_ fields: [Field]) {
    #expect(
      error(SmallTIFF.file(fields + [Field(259, 8), Field(262, 1)]))
        == "the TIFF header declares tiles or strips of more than 536870912 bytes in total. "
        + "Export it with smaller tiles or fewer samples, or skip it.")
  }

  @Test func oneSideOfATileAlone() {
    let file = SmallTIFF.file([Field(256, 8), Field(257, 8), Field(258, 8), Field(322, 16)])
    #expect(
      error(file) == "the TIFF header is damaged or truncated. "
        + "Fetch or export it again, or skip it.")
  }
}
