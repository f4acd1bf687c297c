import Foundation
import HUSECore
import Testing

/// Three steps from a random state against the update rules in double precision.
@Suite struct OptimizerKernelTests {
  private struct State {
    var w: Matrix
    var first: Matrix
    var second: Matrix
    let gradients: [Matrix]

    /// The moments are not negative; the last gradient is zero.
    init(width: Int) {
      var generator = SplitMix64(seed: UInt64(width))
      func random() -> Matrix { Matrix.random(3, width, using: &generator) }
      w = random()
      (first, second) = (random(), random())
      first.updateValues { $0 = abs($0) }
      second.updateValues { $0 = abs($0) }
      gradients = [random(), random(), Matrix(rows: 3, columns: width)]
    }
  }

  private func doubles(_ matrix: Matrix) -> [Double] { matrix.values.map { Double($0) } }

  /// Weights and moments are at most a few units large: an error beside 1.
  private func expectAgreement(_ found: Matrix, _ expected: [Double], _ level: InstructionLevel) {
    #expect(
      largestRelativeError(found.values, expected, floor: 0.1) < 8 * KernelGrid.tolerance(level))
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func rmspropEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    for momentum: Float in [0, 0.9] {
      var found = State(width: width)
      var (w, s, m) = (doubles(found.w), doubles(found.first), doubles(found.second))
      for gradient in found.gradients {
        kernels.rmsprop(
          &found.w, meanSquare: &found.first, momentum: &found.second, gradient: gradient,
          rate: 0.01, decay: 0.9, momentum: momentum, epsilon: 0.001, gradientScale: 0.5)
        for (index, value) in doubles(gradient).enumerated() {
          let g = 0.5 * value
          s[index] = 0.9 * s[index] + 0.1 * g * g
          m[index] = Double(momentum) * m[index] + 0.01 * g / (s[index] + 0.001).squareRoot()
          w[index] -= m[index]
        }
      }
      expectAgreement(found.w, w, level)
      expectAgreement(found.first, s, level)
      expectAgreement(found.second, m, level)
    }
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func adamEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    for decay: Float in [0, 0.02] {
      var found = State(width: width)
      var (w, m, v) = (doubles(found.w), doubles(found.first), doubles(found.second))
      for (index, gradient) in found.gradients.enumerated() {
        let corrections = (
          1 / (1 - pow(0.9, Double(index + 1))), 1 / (1 - pow(0.99, Double(index + 1)))
        )
        kernels.adam(
          &found.w, mean: &found.first, meanSquare: &found.second, gradient: gradient,
          rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 0.001, correction1: Float(corrections.0),
          correction2: Float(corrections.1), gradientScale: 0.5, decoupledDecay: decay)
        for (index, value) in doubles(gradient).enumerated() {
          let g = 0.5 * value
          m[index] = 0.9 * m[index] + 0.1 * g
          v[index] = 0.99 * v[index] + 0.01 * g * g
          let size = (v[index] * corrections.1).squareRoot() + 0.001
          w[index] -= 0.01 * m[index] * corrections.0 / size + Double(decay) * w[index]
        }
      }
      expectAgreement(found.w, w, level)
      expectAgreement(found.first, m, level)
      expectAgreement(found.second, v, level)
    }
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func sgdEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    for (momentum, nesterov) in [(Float(0), false), (0.9, false), (0.9, true)] {
      var found = State(width: width)
      var (w, v) = (doubles(found.w), doubles(found.first))
      for gradient in found.gradients {
        kernels.sgd(
          &found.w, velocity: &found.first, gradient: gradient, rate: 0.1, momentum: momentum,
          nesterov: nesterov, gradientScale: 0.5)
        for (index, value) in doubles(gradient).enumerated() {
          let g = 0.5 * value
          v[index] = Double(momentum) * v[index] + g
          w[index] -= 0.1 * (nesterov ? g + Double(momentum) * v[index] : v[index])
        }
      }
      expectAgreement(found.w, w, level)
      expectAgreement(found.first, v, level)
    }
  }

  @Test(arguments: KernelGrid.levels)
  func noGradientFromTheStartLeavesTheWeights(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let start = Matrix(rows: 1, columns: 19, repeating: 0.3)
    let zero = Matrix(rows: 1, columns: 19)
    var (w, first, second) = (start, zero, zero)
    kernels.rmsprop(
      &w, meanSquare: &first, momentum: &second, gradient: zero, rate: 1, decay: 0.9,
      momentum: 0.9, epsilon: 1e-7, gradientScale: 1)
    kernels.adam(
      &w, mean: &first, meanSquare: &second, gradient: zero, rate: 1, beta1: 0.9, beta2: 0.99,
      epsilon: 1e-7, correction1: 10, correction2: 100, gradientScale: 1, decoupledDecay: 0)
    kernels.sgd(
      &w, velocity: &first, gradient: zero, rate: 1, momentum: 0.9, nesterov: true,
      gradientScale: 1)
    #expect(w == start)
  }
}
