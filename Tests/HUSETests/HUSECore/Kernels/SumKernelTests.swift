import HUSECore
import Testing

@Suite struct SumKernelTests {
  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func columnSumsEqualTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(width))
    for height in [0, 1, 5, 300] {
      let x = Matrix.random(height, width, using: &generator)
      var found = Matrix(rows: 1, columns: width, repeating: 42)
      kernels.sumColumns(of: x, into: &found)
      let rows = x.doubles
      let expected = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } }
      let floor = (Double(max(height, 1))).squareRoot()
      #expect(
        largestRelativeError(found.values, expected, floor: floor) < KernelGrid.tolerance(level))
    }
  }

  @Test(arguments: KernelGrid.levels, [0] + KernelGrid.widths + [4_099])
  func sumsOfProductsAreInDoublePrecision(level: InstructionLevel, count: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(count))
    let x = Matrix.random(1, count, using: &generator)
    let y = Matrix.random(1, count, using: &generator)
    let products = zip(x.values, y.values).map { Double($0) * Double($1) }
    let squares = x.values.reduce(0) { $0 + Double($1) * Double($1) }
    let size = products.reduce(0) { $0 + abs($1) }
    #expect(abs(kernels.dot(x, y) - products.reduce(0, +)) <= 1e-13 * size)
    #expect(abs(kernels.sumOfSquares(x) - squares) <= 1e-13 * squares)
  }

  /// Threads take parts that begin and end in the middle of a matrix.
  @Test(arguments: KernelGrid.levels)
  func squaresOfSeveralMatricesAddUp(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: 3)
    let matrices = [70_000, 0, 1, 140_000].map { Matrix.random(1, $0, using: &generator) }
    let expected = matrices.reduce(0) { sum, matrix in
      matrix.values.reduce(sum) { $0 + Double($1) * Double($1) }
    }
    #expect(abs(kernels.sumOfSquares(matrices) - expected) <= 1e-13 * expected)
    #expect(kernels.sumOfSquares([Matrix]()) == 0)
  }

  /// Single precision would give 0 for the sum and infinity for the squares.
  @Test(arguments: KernelGrid.levels)
  func sumsDoNotLeaveTheRangeOfSinglePrecision(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let x: Matrix = [[1e8, 1, -1e8]]
    #expect(kernels.dot(x, [[1, 1, 1]]) == 1)
    #expect(kernels.sumOfSquares([[1e30, 0]] as Matrix).isFinite)
  }

  @Test(arguments: KernelGrid.levels)
  func firstAboveIsTheFirst(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    for count in [0, 1, 63, 64, 65, 200] {
      for position in [0, 1, 62, 63, 64, 130, 199] where position < count {
        var values = [Float](repeating: 0.5, count: count)
        values[position] = 0.75
        if position > 0 { values[position - 1] = .nan }
        values.withUnsafeBufferPointer {
          #expect(kernels.firstIndex(above: 0.5, in: $0, from: 0) == position)
          #expect(kernels.firstIndex(above: 0.5, in: $0, from: position) == position)
          #expect(kernels.firstIndex(above: 0.5, in: $0, from: position + 1) == nil)
        }
      }
    }
  }
}
