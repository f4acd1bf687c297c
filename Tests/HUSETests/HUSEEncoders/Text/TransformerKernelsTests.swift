import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// The kernels against the C library in double precision, at every instruction level of this CPU.
@Suite struct TransformerKernelsTests {
  @Test(arguments: KernelGrid.levels)
  func geluEqualsTheFormula(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let values = (-4_000...4_000).map { Float($0) / 400 } + [-30, -14, -13.2, 13, 40, 1e-20, 0]
    var x = Matrix(row: values)
    TransformerKernels.applyGELU(to: &x, columns: 0..<values.count, kernels: kernels)
    for (value, found) in zip(values, x.values) {
      let value = Double(value)
      let expected = 0.5 * value * erfc(-value / 2.0.squareRoot())
      // The rounding of x² / 2 in the exponent grows with it.
      let tolerance = 3e-7 * (1 + value * value) * abs(expected) + 1e-37
      #expect(abs(Double(found) - expected) <= tolerance, "gelu(\(value)) = \(found)")
    }
  }

  @Test(arguments: KernelGrid.levels)
  func coarseGELUIsWithinATenThousandth(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let values = (-4_000...4_000).map { Float($0) / 400 } + [-1e4, -30, 40, 1e4, 1e-20, 0]
    var x = Matrix(row: values)
    TransformerKernels.applyGELU(
      to: &x, columns: 0..<values.count, isCoarse: true, kernels: kernels)
    for (value, found) in zip(values, x.values) {
      let expected = 0.5 * Double(value) * erfc(-Double(value) / 2.0.squareRoot())
      #expect(
        abs(Double(found) - expected) <= 1e-4 + 1e-6 * abs(Double(value)),
        "gelu(\(value)) = \(found)")
    }
  }

  @Test(arguments: KernelGrid.levels, [false, true])
  func geluOfSomeColumnsLeavesTheOthers(level: InstructionLevel, isCoarse: Bool) throws {
    let kernels = try #require(Kernels(level))
    var x = try Matrix(rows: 3, columns: 70, values: (0..<210).map { Float($0 % 9) - 4 })
    let before = x
    var whole = x
    TransformerKernels.applyGELU(
      to: &whole, columns: 0..<70, isCoarse: isCoarse, kernels: kernels)
    TransformerKernels.applyGELU(to: &x, columns: 32..<53, isCoarse: isCoarse, kernels: kernels)
    for row in 0..<3 {
      for column in 0..<70 {
        let expected = 32..<53 ~= column ? whole : before
        #expect(x[row, column] == expected[row, column])
      }
    }
  }

  @Test(
    arguments: KernelGrid.levels,
    [(Float(1.702), Float(0)), (Float(1.595769122), Float(0.071354816))])
  func gateEqualsTheFormula(level: InstructionLevel, factors: (linear: Float, cubic: Float)) throws
  {
    let kernels = try #require(Kernels(level))
    let values = (-4_000...4_000).map { Float($0) / 400 } + [-60, -30, 40, 1e-20, 0]
    var x = Matrix(row: values)
    TransformerKernels.applyGate(
      to: &x, columns: 0..<values.count, linear: factors.linear, cubic: factors.cubic,
      kernels: kernels)
    for (value, found) in zip(values, x.values) {
      let value = Double(value)
      let z = value * (Double(factors.linear) + Double(factors.cubic) * value * value)
      // The logistic function without cancellation on either side.
      let expected = z < 0 ? value * exp(z) / (1 + exp(z)) : value / (1 + exp(-z))
      #expect(abs(Double(found) - expected) <= 3e-7 * (1 + abs(z)) * abs(expected) + 1e-36)
    }
  }

  @Test(arguments: KernelGrid.levels, [false, true])
  func geluKeepsWhatIsNotANumber(level: InstructionLevel, isCoarse: Bool) throws {
    let kernels = try #require(Kernels(level))
    var x: Matrix = [[.nan, 1, .infinity]]
    TransformerKernels.applyGELU(to: &x, columns: 0..<3, isCoarse: isCoarse, kernels: kernels)
    #expect(x[0, 0].isNaN)
    #expect(x[0, 1].isFinite)
    #expect(!x[0, 2].isFinite)
  }

  @Test(arguments: KernelGrid.levels, [1, 3, 8, 33, 384])
  func layerNormalizationEqualsTheFormula(level: InstructionLevel, columns: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(columns))
    let rows = 5
    let x = Matrix.random(rows, columns, using: &generator)
    let gain = Matrix.random(1, columns, using: &generator)
    let offset = Matrix.random(1, columns, using: &generator)
    var found = x
    TransformerKernels.normalize(
      &found, gain: gain, offset: offset, epsilon: 1e-5, kernels: kernels)
    for row in 0..<rows {
      let values = (0..<columns).map { Double(x[row, $0]) }
      let mean = values.reduce(0, +) / Double(columns)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      for column in 0..<columns {
        let expected =
          (values[column] - mean) / (variance + 1e-5).squareRoot() * Double(gain[0, column])
          + Double(offset[0, column])
        #expect(abs(Double(found[row, column]) - expected) < 1e-5)
      }
    }
  }
}
