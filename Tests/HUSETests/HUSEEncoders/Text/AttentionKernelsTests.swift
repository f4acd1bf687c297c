import HUSECore
import HUSEEncoders
import Testing

/// The products of attention against double precision, at every instruction level of this CPU.
///
/// All that a kernel has no reason to read is NaN.
@Suite struct AttentionKernelsTests {
  /// 150 is more than the kernels pack at a time.
  private static let sizes = [1, 16, 24, 32, 64, 150]
  private static let counts = [1, 2, 15, 16, 17, 48, 100]

  /// A block of random values, `[rows × columns]`, in a matrix that is otherwise NaN.
  private static func block(
    _ rows: Int, _ columns: Int, of width: Int, using generator: inout SplitMix64
  ) -> MatrixBlock {
    let values = Matrix.random(rows, columns, using: &generator)
    var matrix = Matrix(rows: rows + 2, columns: width, repeating: .nan)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row + 1, column + 3] = values[row, column] }
    }
    return MatrixBlock(matrix, rows: 1..<rows + 1, columns: 3..<columns + 3)
  }

  private static func doubles(_ block: MatrixBlock) -> [[Double]] {
    block.matrix[rows: block.rows].doubles.map { Array($0[block.columns]) }
  }

  private static func transposed(_ rows: [[Double]]) -> [[Double]] {
    rows[0].indices.map { column in rows.map { $0[column] } }
  }

  /// Whether `found` is `scale` · left · rightᵀ but for what the order of a sum changes.
  private static func isProduct(
    _ found: [[Double]], _ left: [[Double]], _ right: [[Double]], scale: Double,
    level: InstructionLevel
  ) -> Bool {
    zip(found, left).allSatisfy { found, left in
      zip(found, right).allSatisfy { found, right in
        var (sum, size) = (0.0, 0.0)
        for (x, y) in zip(left, right) {
          sum += x * y
          size += abs(x * y)
        }
        return abs(found - scale * sum) <= KernelGrid.tolerance(level) * scale * size
      }
    }
  }

  @Test(arguments: KernelGrid.levels, sizes)
  func scoresEqualTheFormula(level: InstructionLevel, size: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(size))
    for tokens in Self.counts {
      let count = min(tokens, 29)
      let queries = Self.block(count, size, of: size + 7, using: &generator)
      let keys = Self.block(tokens, size, of: size + 7, using: &generator)
      var scores = Matrix(rows: count, columns: tokens, repeating: .nan)
      TransformerKernels.assignScores(
        to: &scores, queries: queries, keys: keys, scale: 0.3, kernels: kernels)
      #expect(
        Self.isProduct(
          scores.doubles, Self.doubles(queries), Self.doubles(keys), scale: Double(Float(0.3)),
          level: level), "\(tokens) tokens")
    }
  }

  @Test(arguments: KernelGrid.levels, sizes)
  func contextEqualsTheFormula(level: InstructionLevel, size: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(size))
    for tokens in Self.counts + [150] {
      let count = min(tokens, 29)
      let scores = Matrix.random(count, tokens, using: &generator)
      let values = Self.block(tokens, size, of: size + 7, using: &generator)
      var context = Matrix(rows: count + 2, columns: size + 9, repeating: -7)
      TransformerKernels.assignContext(
        to: &context, atRow: 1, column: 4, scores: scores, values: values, kernels: kernels)
      let target = MatrixBlock(context, rows: 1..<count + 1, columns: 4..<size + 4)
      #expect(
        Self.isProduct(
          Self.doubles(target), scores.doubles, Self.transposed(Self.doubles(values)), scale: 1,
          level: level), "\(tokens) tokens")
      let others = context.values.filter { $0 == -7 }
      #expect(others.count == context.count - count * size, "\(tokens) tokens")
    }
  }

  @Test(arguments: KernelGrid.levels, [5, 24, 64, 150])
  func aQueryDoesNotDependOnTheOthers(level: InstructionLevel, size: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(size))
    for (count, tokens) in [(29, 50), (70, 6), (13, 150)] {
      let queries = Self.block(count, size, of: size + 7, using: &generator)
      let keys = Self.block(tokens, size, of: size + 7, using: &generator)
      var scores = Matrix(rows: count, columns: tokens)
      TransformerKernels.assignScores(
        to: &scores, queries: queries, keys: keys, scale: 0.3, kernels: kernels)
      var context = Matrix(rows: count, columns: size)
      TransformerKernels.assignContext(
        to: &context, atRow: 0, column: 0, scores: scores, values: keys, kernels: kernels)
      for row in 0..<count {
        let query = MatrixBlock(
          queries.matrix, rows: row + 1..<row + 2, columns: queries.columns)
        var own = Matrix(rows: 1, columns: tokens)
        TransformerKernels.assignScores(
          to: &own, queries: query, keys: keys, scale: 0.3, kernels: kernels)
        #expect(own == scores[rows: row..<row + 1])
        var ownContext = Matrix(rows: 1, columns: size)
        TransformerKernels.assignContext(
          to: &ownContext, atRow: 0, column: 0, scores: own, values: keys, kernels: kernels)
        #expect(ownContext == context[rows: row..<row + 1])
      }
    }
  }

  @Test(arguments: KernelGrid.levels, [Float.nan, .infinity])
  func zeroTimesWhatIsNotFiniteIsNotANumber(level: InstructionLevel, value: Float) throws {
    let kernels = try #require(Kernels(level))
    for (tokens, size) in [(3, 5), (17, 24), (48, 32)] {
      var keys = Matrix(rows: tokens, columns: size, repeating: 1)
      keys[tokens - 1, size - 2] = value
      let queries = Matrix(rows: 14, columns: size)
      var scores = Matrix(rows: 14, columns: tokens)
      TransformerKernels.assignScores(
        to: &scores, queries: MatrixBlock(queries), keys: MatrixBlock(keys), scale: 1,
        kernels: kernels)
      var context = Matrix(rows: 14, columns: size)
      TransformerKernels.assignContext(
        to: &context, atRow: 0, column: 0, scores: Matrix(rows: 14, columns: tokens),
        values: MatrixBlock(keys), kernels: kernels)
      for row in 0..<14 {
        for key in 0..<tokens { #expect(scores[row, key].isNaN == (key == tokens - 1)) }
        for column in 0..<size { #expect(context[row, column].isNaN == (column == size - 2)) }
      }
    }
  }
}
