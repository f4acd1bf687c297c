import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Images that say one thing to who looks first and another to the decoder.
@Suite struct HostileImageTests {
  private func error(_ data: Data) -> String? {
    errorText { () throws(HUSEError) in try ImageDecoder.decode(.data(data)) }?
      .replacingOccurrences(of: "image data of \(data.count) bytes: ", with: "")
  }

  private func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: Fixture.url("image/\(name)"))
  }

  private static let remedy = "Fetch or export it again, or skip it."

  /// A chunk of 1 × 1 pixels before the header, which libpng skips.
  @Test func aSizeBeforeThePNGHeader() throws {
    var data = try fixture("rgb.png")
    let one: [UInt8] = [0, 0, 0, 1]
    data.insert(contentsOf: [0, 0, 0, 8] + Array("teXt".utf8) + one + one + [0, 0, 0, 0], at: 8)
    data.replaceSubrange(36..<44, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
    #expect(error(data) == "the PNG header is damaged or truncated. \(Self.remedy)")
  }

  /// libtiff takes the first of entries with one tag.
  @Test func twoSizesInATIFFFile() {
    #expect(
      error(
        SmallTIFF.file([
          .init(256, 65_536), .init(256, 1), .init(257, 65_535, type: 3), .init(257, 1, type: 3),
        ]))
        == "the TIFF header declares 65536 × 65535 pixels, more than the limit of 67108864. "
        + "Scale the image down, or skip it.")
  }

  /// A number of 64 bits, the value of which is where it stands.
  @Test func aSizeElsewhereInATIFFFile() {
    #expect(
      error(SmallTIFF.file([.init(256, 8, type: 16), .init(257, 1, type: 3)]))
        == "the TIFF header is damaged or truncated. \(Self.remedy)")
  }

  /// Strips over the same bytes, all of which libtiff would read again for each.
  @Test func stripsOverOneAnotherInATIFFFile() {
    func file(storing bytes: UInt32) -> Data {
      SmallTIFF.file([
        .init(256, 1), .init(257, 600), .init(258, 8), .init(259, 8), .init(262, 1),
        .init(273, repeating: 8, count: 600), .init(277, 1), .init(278, 1),
        .init(279, repeating: bytes, count: 600),
      ])
    }
    let large = file(storing: 900_000)
    #expect(
      error(large) == "the TIFF header declares tiles or strips of 540000000 stored bytes, in a "
        + "file of \(large.count). Export it again without overlapping tiles or strips, or "
        + "skip it.")
    // Within the limit, they are left to libtiff.
    #expect(
      error(file(storing: 800_000)) == "the TIFF data is damaged or truncated. \(Self.remedy)")
  }

  /// Each scan of a few bytes takes as long as the image is large.
  @Test func aJPEGFileOfManyScans() throws {
    let data = try fixture("progressive.jpg")
    let marker = Data([0xFF, 0xDA])
    let last = try #require(data.range(of: marker, options: .backwards)).lowerBound
    let scan = data[last..<data.count - 2]
    func file(repeating count: Int, width: UInt16, height: UInt16) throws -> Data {
      var copy = data
      let frame = try #require(copy.firstRange(of: Data([0xFF, 0xC2]))).lowerBound
      for (index, side) in [height, width].enumerated() {
        copy[frame + 5 + 2 * index] = UInt8(side >> 8)
        copy[frame + 6 + 2 * index] = UInt8(side & 0xFF)
      }
      for _ in 0..<count { copy.insert(contentsOf: scan, at: last) }
      return copy
    }
    #expect(error(try file(repeating: 0, width: 23, height: 17)) == nil)
    #expect(error(try file(repeating: 900, width: 23, height: 17)) == nil)
    #expect(
      error(try file(repeating: 1000, width: 23, height: 17))
        == "the JPEG data has 1010 scans of 23 × 17 pixels. \(Self.remedy)")
    #expect(
      error(try file(repeating: 7, width: 8000, height: 8000))
        == "the JPEG data has 17 scans of 8000 × 8000 pixels. \(Self.remedy)")
  }
}
