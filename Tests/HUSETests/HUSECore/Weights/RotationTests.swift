import HUSECore
import Testing

/// The rotation of rows before they are rounded to bytes.
@Suite struct RotationTests {
  /// Blocks of 64, blocks of 16 and single values.
  private static let lengths = [1, 15, 16, 17, 64, 100, 312, 384]

  private static func random(_ columns: Int) -> Matrix {
    var generator = SplitMix64(seed: 6)
    return .random(3, columns, using: &generator)
  }

  /// Sums with the signs of a Hadamard matrix: of rows i and columns j, by the number of bits that
  /// i and j have in common.
  @Test(arguments: lengths) func blocksAreSumsAndDifferences(length: Int) throws {
    let rows = Self.random(length)
    let found = rows.rotatedRows
    for column in 0..<length {
      let (size, factor) =
        column < length / 64 * 64 ? (64, 1) : column < length / 16 * 16 ? (16, 2) : (1, 8)
      let start = column / size * size
      for row in 0..<3 {
        let expected = (0..<size).reduce(0.0) { sum, other in
          let sign = ((column - start) & other).nonzeroBitCount % 2 == 0 ? 1.0 : -1
          return sum + sign * Double(rows[row, start + other])
        }
        #expect(abs(Double(found[row, column]) - expected * Double(factor)) < 1e-5)
      }
    }
  }

  @Test(arguments: lengths) func everyLevelRotatesToTheSameBits(length: Int) throws {
    let rows = Self.random(length)
    let expected = rows.rotatedRows(by: try #require(Kernels(.scalar)))
    for level in KernelGrid.levels {
      #expect(rows.rotatedRows(by: try #require(Kernels(level))) == expected)
    }
  }

  @Test(arguments: lengths) func twiceIs64Times(length: Int) throws {
    let rows = Self.random(length)
    let twice = rows.rotatedRows.rotatedRows
    for (found, value) in zip(twice.values, rows.values) { #expect(abs(found / 64 - value) < 1e-6) }
  }

  /// A few large inputs, as transformers have them, leave the others their precision.
  @Test func aLargeInputTakesNoPrecisionFromTheOthers() throws {
    var rows = Self.random(384)
    for row in 0..<3 { rows[row, 99] = 30 }
    let found = WeightMatrix(roundingToBytes: WeightMatrix(rows)).matrix
    // Rounded as they are, values would be off by up to 30 / 254, by 0.068 in the mean square.
    var square = 0.0
    for (value, expected) in zip(found.values, rows.values) {
      square += Double((value - expected) * (value - expected))
    }
    #expect((square / Double(3 * 384)).squareRoot() < 0.015)
  }
}
