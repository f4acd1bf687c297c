import Foundation
import HUSECore
import Testing

@Suite struct SoftmaxKernelTests {
  /// Random logits of several sizes, a row of zeros, and a row with one logit far above the rest.
  private func logits(_ width: Int) -> Matrix {
    var generator = SplitMix64(seed: UInt64(width))
    let sizes: [Float] = [1, 10, 100, 1e4, 1e30, 0]
    var z = Matrix.random(sizes.count + 1, width, using: &generator)
    for (row, size) in sizes.enumerated() {
      for column in 0..<width { z[row, column] *= size }
    }
    z[sizes.count, width / 2] = 3e38
    return z
  }

  private func softmax(_ row: [Double]) -> [Double] {
    let largest = row.max() ?? 0
    let sum = row.reduce(0) { $0 + exp($1 - largest) }
    return row.map { exp($0 - largest) / sum }
  }

  /// Rounding a difference of logits shifts the exponential by as much: beyond the tolerance it
  /// may differ by one unit of single precision for each unit of the difference.
  private func allowance(_ z: [Double], _ level: InstructionLevel) -> [Double] {
    let largest = z.max() ?? 0
    return zip(z, softmax(z)).map { logit, p in
      p * (KernelGrid.tolerance(level) + (level == .scalar ? 0 : 6e-8 * (largest - logit))) + 1e-37
    }
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func softmaxEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    let z = logits(width)
    var found = z
    kernels.softmaxRows(of: &found)
    for (row, logits) in z.doubles.enumerated() {
      let allowance = allowance(logits, level)
      for (column, expected) in softmax(logits).enumerated() {
        #expect(abs(Double(found[row, column]) - expected) <= allowance[column])
      }
      #expect(abs(found.doubles[row].reduce(0, +) - 1) < 1e-6)
    }
  }

  /// One row whose logits step from 0 to −100: the exponential over its whole range, as the ratio
  /// to the first probability, from which the error of the sum cancels out.
  @Test(arguments: KernelGrid.levels)
  func exponentialIsAccurateFromOneToTheSmallestFloat(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let z = (0...4000).map { -Float($0) / 40 }
    var found = try Matrix(rows: [z])
    kernels.softmaxRows(of: &found)
    let first = Double(found[0, 0])
    for (column, logit) in z.enumerated() {
      let expected = exp(Double(logit))
      // Below 10⁻³⁵ a probability is no longer a normal float.
      let allowance = expected * 4e-7 + 1e-36
      #expect(abs(Double(found[0, column]) / first - expected) <= allowance)
    }
  }

  @Test(arguments: KernelGrid.levels)
  func noRowsAreNoRows(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    for (height, width) in [(0, 4), (3, 0)] {
      var z = Matrix(rows: height, columns: width)
      kernels.softmaxRows(of: &z)
      #expect(z == Matrix(rows: height, columns: width))
    }
    var gradient = Matrix(rows: 0, columns: 4)
    #expect(kernels.crossEntropy(of: gradient, labels: [], scale: 1, gradient: &gradient) == 0)
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func crossEntropyEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    let z = logits(width)
    let labels = (0..<z.rows).map { Int32(($0 * 5 + 2) % width) }
    var generator = SplitMix64(seed: 9)
    let before = Matrix.random(z.rows, width, using: &generator)
    // One row at a time: beside a loss of 10³⁰ all others would pass.
    for row in 0..<z.rows {
      let label = Int(labels[row])
      let logits = z.doubles[row]
      let largest = logits.max() ?? 0
      let loss = log(logits.reduce(0) { $0 + exp($1 - largest) }) + (largest - logits[label])
      var gradient = before[rows: row..<row + 1]
      let found = kernels.crossEntropy(
        of: z[rows: row..<row + 1], labels: [labels[row]], scale: 0.25, gradient: &gradient)
      #expect(abs(found - loss) <= KernelGrid.tolerance(level) * max(loss, 1))
      let expected = softmax(logits).enumerated().map { column, p in
        Double(before[row, column]) + 0.25 * (p - (column == label ? 1 : 0))
      }
      #expect(largestRelativeError(gradient.values, expected, floor: 0.25) < 1e-6)
    }
    var gradient = Matrix(rows: z.rows, columns: width)
    let together = kernels.crossEntropy(of: z, labels: labels, scale: 1, gradient: &gradient)
    var apart = 0.0
    for row in 0..<z.rows {
      var part = Matrix(rows: 1, columns: width)
      apart += kernels.crossEntropy(
        of: z[rows: row..<row + 1], labels: [labels[row]], scale: 1, gradient: &part)
      #expect(part == gradient[rows: row..<row + 1])
    }
    #expect(abs(together - apart) <= 1e-12 * apart)
  }

  /// Three classes with logits 0, ln 2 and ln 5: probabilities 1/8, 2/8 and 5/8.
  @Test(arguments: KernelGrid.levels)
  func crossEntropyOfAnExampleByHand(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var gradient = Matrix(rows: 1, columns: 3)
    let loss = kernels.crossEntropy(
      of: [[0, Float(log(2.0)), Float(log(5.0))]], labels: [1], scale: 8,
      gradient: &gradient)
    #expect(abs(loss - log(4)) < 1e-6)
    #expect(largestDifference(gradient.values, [1, -6, 5]) < 1e-5)
  }

  /// Otherwise a model that has diverged would go on training unnoticed.
  @Test(arguments: KernelGrid.levels)
  func aLogitThatIsNotANumberMakesTheLossSo(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    for place in [0, 5, 18] {
      var z = Matrix(rows: 1, columns: 19)
      z[0, place] = .nan
      var gradient = Matrix(rows: 1, columns: 19)
      #expect(kernels.crossEntropy(of: z, labels: [3], scale: 1, gradient: &gradient).isNaN)
    }
  }
}
