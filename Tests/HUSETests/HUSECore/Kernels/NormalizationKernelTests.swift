import HUSECore
import Testing

@Suite struct NormalizationKernelTests {
  private func length(_ row: [Double]) -> Double {
    row.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Random rows, each of another size: squares of the smallest and largest leave the range of
  /// single precision.
  ///
  /// The last row is zero.
  private func rows(_ width: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    let sizes: [Float] = [1, 1e-30, 1e-20, 1e-10, 1e10, 1e25, 1e37, 0]
    var x = Matrix.random(sizes.count, width, using: &generator)
    for (row, size) in sizes.enumerated() {
      for column in 0..<width { x[row, column] *= size }
    }
    return x
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func normalizationEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    let x = rows(width, seed: UInt64(width))
    var found = x
    var norms = Matrix(rows: 1, columns: x.rows, repeating: 42)
    kernels.normalizeRows(of: &found, norms: &norms)
    let lengths = x.doubles.map(length)
    let tolerance = 2 * KernelGrid.tolerance(level)
    #expect(largestRelativeError(norms.values, lengths) < tolerance)
    let expected = zip(x.doubles, lengths).flatMap { row, length in
      row.map { $0 / max(length, 1e-12) }
    }
    #expect(largestRelativeError(found.values, expected) < tolerance)
    #expect(found[row: x.rows - 1].allSatisfy { $0 == 0 })
  }

  @Test(arguments: KernelGrid.levels)
  func normalizationOfNothingIsNothing(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    for (height, width) in [(0, 5), (3, 0), (0, 0)] {
      var x = Matrix(rows: height, columns: width)
      var norms = Matrix(rows: 1, columns: height, repeating: 42)
      kernels.normalizeRows(of: &x, norms: &norms)
      #expect(norms.values == [Float](repeating: 0, count: height))
    }
  }

  @Test(arguments: KernelGrid.levels)
  func aRowWithNaNKeepsIt(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var x = Matrix(rows: 1, columns: 33, repeating: 1)
    x[0, 32] = .nan
    var norms = Matrix(rows: 1, columns: 1)
    kernels.normalizeRows(of: &x, norms: &norms)
    #expect(norms[0, 0].isNaN)
    #expect(x[0, 32].isNaN)
  }

  /// Against central differences of gradient · x / ‖x‖ in double precision.
  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func theWayBackIsTheDerivative(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(width) + 1)
    let x = Matrix.random(4, width, using: &generator)
    let gradient = Matrix.random(4, width, using: &generator)
    let lengths = x.doubles.map(length)
    let unit = try Matrix(
      rows: zip(x.doubles, lengths).map { row, length in row.map { Float($0 / length) } })
    var found = gradient
    kernels.normalizeRowsBackward(
      &found, output: unit, norms: try Matrix(rows: [lengths.map { Float($0) }]))
    for row in 0..<x.rows {
      let weights = gradient.doubles[row]
      func value(_ point: [Double]) -> Double {
        zip(weights, point).reduce(0) { $0 + $1.0 * $1.1 } / length(point)
      }
      let point = x.doubles[row]
      let step = 1e-5 * lengths[row]
      for column in 0..<width {
        var (above, below) = (point, point)
        above[column] += step
        below[column] -= step
        let expected = (value(above) - value(below)) / (2 * step)
        let size = length(weights) / lengths[row]
        #expect(abs(Double(found[row, column]) - expected) < 1e-6 * size)
      }
    }
  }

  @Test(arguments: KernelGrid.levels)
  func theWayBackThroughAZeroRowIsZero(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var gradient = Matrix(rows: 2, columns: 17, repeating: 3)
    let norms: Matrix = [[0, 1e-13]]
    kernels.normalizeRowsBackward(&gradient, output: Matrix(rows: 2, columns: 17), norms: norms)
    #expect(gradient.values.allSatisfy { $0 == 0 })
  }
}
