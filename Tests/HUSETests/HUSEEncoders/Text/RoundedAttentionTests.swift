import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Attention by numbers of bfloat16, where this CPU has the instructions.
@Suite struct RoundedAttentionTests {
  private static let levels = KernelGrid.levels.filter { $0 == .v4 }
  private static let isSupported = Precision.bfloat16.isSupported && !levels.isEmpty
  private static let scale: Float = 0.3

  /// The numbers of a head, in a matrix that is otherwise NaN.
  private struct Head {
    let tokens: Int
    let size: Int
    var matrix: Matrix

    init(tokens: Int, size: Int) {
      var generator = SplitMix64(seed: UInt64(tokens * 1000 + size))
      let values = Matrix.random(tokens, 3 * size, using: &generator)
      matrix = Matrix(rows: tokens + 2, columns: 3 * size + 7, repeating: .nan)
      for row in 0..<tokens {
        for column in 0..<3 * size { matrix[row + 1, column + 3] = 4 * values[row, column] }
      }
      (self.tokens, self.size) = (tokens, size)
    }

    /// Queries, keys or values.
    func block(_ part: Int) -> MatrixBlock {
      MatrixBlock(
        matrix, rows: 1..<tokens + 1, columns: 3 + part * size..<3 + (part + 1) * size)
    }

    /// The context in a matrix that was −7; `nil` if nothing was set.
    func attention(_ kernels: Kernels) -> Matrix? {
      var context = Matrix(rows: tokens + 2, columns: size + 9, repeating: -7)
      let isSet = TransformerKernels.assignRoundedAttention(
        to: &context, atRow: 1, column: 4, queries: block(0), keys: block(1), values: block(2),
        scale: RoundedAttentionTests.scale, kernels: kernels)
      return isSet ? context : nil
    }

    /// Rows of a part, rounded after they are multiplied.
    func rounded(_ part: Int, times factor: Float = 1) -> [[Double]] {
      (1..<tokens + 1).map { row in
        block(part).columns.map { column in
          Double(StoredPrecision.bfloat16.rounded(matrix[row, column] * factor))
        }
      }
    }
  }

  @Test(.enabled(if: isSupported, "needs AVX512_BF16"), arguments: levels, [1, 16, 20, 32, 33, 80])
  func contextEqualsTheFormula(level: InstructionLevel, size: Int) throws {
    let kernels = try #require(Kernels(level))
    for tokens in [1, 2, 15, 16, 17, 31, 33, 48, 100, 130] {
      try expectTheFormula(Head(tokens: tokens, size: size), kernels)
    }
  }

  /// The longest sequence and the longest head that there may be.
  @Test(
    .enabled(if: isSupported, "needs AVX512_BF16"), arguments: levels, [(512, 64), (64, 512)])
  func theLargestHeadsEqualTheFormula(level: InstructionLevel, shape: (Int, Int)) throws {
    try expectTheFormula(
      Head(tokens: shape.0, size: shape.1), try #require(Kernels(level)))
  }

  /// Expects softmax(scale · queries · keysᵀ) · values of the rounded numbers.
  private func expectTheFormula(_ head: Head, _ kernels: Kernels) throws {
    let (tokens, size) = (head.tokens, head.size)
    let context = try #require(head.attention(kernels))
    let queries = head.rounded(0, times: Self.scale * Float(M_LOG2E))
    let (keys, values) = (head.rounded(1), head.rounded(2))
    // Of long sequences some rows, with the last.
    for row in stride(from: tokens - 1, through: 0, by: tokens > 130 ? 73 : 1) {
      let scores = keys.map { key in zip(queries[row], key).reduce(0) { $0 + $1.0 * $1.1 } }
      let largest = scores.max()!
      let powers = scores.map { exp2($0 - largest) }
      let sum = powers.reduce(0, +)
      for column in 0..<size {
        let (expected, bound) = zip(powers, values).reduce((0.0, 0.0)) { result, item in
          let product = item.0 * item.1[column] / sum
          return (result.0 + product, result.1 + abs(product))
        }
        // Powers have 8 bits.
        #expect(
          abs(Double(context[row + 1, column + 4]) - expected) <= bound / 200 + 1e-6,
          "\(tokens) tokens")
      }
    }
    #expect(context.values.count { $0 == -7 } == context.count - tokens * size)
  }

  @Test(
    .enabled(if: isSupported, "needs AVX512_BF16"), arguments: levels, [Float.nan, .infinity])
  func whatIsNotFiniteIsNotANumber(level: InstructionLevel, value: Float) throws {
    let kernels = try #require(Kernels(level))
    for part in 0..<3 {
      var head = Head(tokens: 19, size: 32)
      head.matrix[5, head.block(part).columns.lowerBound + 2] = value
      let context = try #require(head.attention(kernels))
      for row in 0..<19 {
        let found = (4..<36).map { context[row + 1, $0] }
        switch part {
        // Its query alone.
        case 0: #expect(found.allSatisfy { $0.isNaN } == (row == 4))
        // A key counts for all queries, unless it is infinite and its score is −∞.
        case 1:
          let query = head.matrix[row + 1, head.block(0).columns.lowerBound + 2]
          #expect(found.allSatisfy { $0.isNaN } == (value.isNaN || query > 0))
        // A value changes its column.
        default:
          for column in 0..<32 { #expect(found[column].isFinite == (column != 2)) }
        }
      }
    }
  }

  /// Then attention has 32 bits.
  @Test func otherLevelsAndLongSequencesAreLeft() throws {
    for level in KernelGrid.levels where level != .v4 {
      #expect(Head(tokens: 3, size: 4).attention(try #require(Kernels(level))) == nil)
    }
    for level in Self.levels where Self.isSupported {
      let kernels = try #require(Kernels(level))
      #expect(Head(tokens: 513, size: 4).attention(kernels) == nil)
      #expect(Head(tokens: 500, size: 80).attention(kernels) == nil)
      #expect(Head(tokens: 500, size: 64).attention(kernels) != nil)
    }
  }
}
