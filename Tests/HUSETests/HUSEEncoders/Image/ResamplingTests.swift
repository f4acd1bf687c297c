import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Against Pillow's `resize`, shrinking, growing and both.
@Suite struct ResamplingTests {
  private func image(_ tensor: Tensor) -> RGBImage {
    RGBImage(
      width: tensor.shape[1], height: tensor.shape[0], pixels: tensor.matrix.values.map(UInt8.init))
  }

  @Test(
    arguments: [ResamplingFilter.bilinear, .bicubic, .lanczos],
    [(20, 14), (61, 20), (7, 5), (100, 90), (1, 1), (33, 43)])
  func equalsPillow(_ filter: ResamplingFilter, _ size: (width: Int, height: Int)) throws {
    let file = try SafetensorsFile(contentsOf: Fixture.url("image/resampling.safetensors"))
    let expected = try file.tensor("\(filter.rawValue).\(size.width)x\(size.height)")
    let found = image(try file.tensor("input"))
      .resized(width: size.width, height: size.height, filter: filter)
    #expect([found.height, found.width, 3] == expected.shape)
    #expect(largestDifference(found.pixels.map { Float($0) }, expected.matrix.values) == 0)
  }

  /// A part is cut from the whole, whatever of the input it needs.
  @Test func partEqualsCrop() throws {
    let file = try SafetensorsFile(contentsOf: Fixture.url("image/resampling.safetensors"))
    let whole = try file.tensor("bicubic.100x90")
    let part = image(try file.tensor("input"))
      .resampled(width: 100, height: 90, columns: 37..<61, rows: 50..<90, filter: .bicubic)
    let expected = (50..<90).flatMap { row in
      (37 * 3..<61 * 3).map { whole.matrix[row, $0] }
    }
    #expect(largestDifference(part.pixels.map { Float($0) }, expected) == 0)
  }

  /// An image of the right size is cut and not filtered, as Pillow does it.
  @Test(arguments: [ResamplingFilter.bilinear, .bicubic, .lanczos])
  func sameSizeIsTheSameImage(_ filter: ResamplingFilter) throws {
    let file = try SafetensorsFile(contentsOf: Fixture.url("image/resampling.safetensors"))
    let input = image(try file.tensor("input"))
    let (width, height) = (input.width, input.height)
    #expect(input.resized(width: width, height: height, filter: filter).pixels == input.pixels)
    let part = input.resampled(
      width: width, height: height, columns: 2..<7, rows: 3..<9, filter: filter)
    let expected = (3..<9).flatMap { row in
      (2 * 3..<7 * 3).map { input.pixels[row * width * 3 + $0] }
    }
    #expect(part.pixels == expected)
  }

  /// A sliver is resized to billions of places of which only the middle is computed.
  @Test func extremeRatio() {
    let sliver = RGBImage(
      width: 1, height: 100_000, pixels: [UInt8](repeating: 200, count: 300_000))
    let map = ImagePreprocessing(
      resizing: .shortSide(64), cropSide: 8, filter: .bilinear, mean: [0, 0, 0],
      deviation: [1, 1, 1])(sliver)
    #expect(map.values.values == [Float](repeating: 200, count: 8 * 8 * 3))
  }
}
