import HUSECore
import HUSEEncoders
import Testing

/// Products with packed weights of 16 bits, at every instruction level of this CPU.
@Suite struct PackedKernelTests {
  /// Shapes that fill no tile evenly.
  static let shapes = [(1, 1, 1), (13, 7, 33), (29, 50, 70), (16, 64, 32), (3, 40, 17)]

  private static func random(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    var generator = SplitMix64(seed: UInt64(seed))
    return .random(rows, columns, using: &generator)
  }

  /// Weights of every kind, subnormal numbers and the largest among them.
  private static func weights(_ outputs: Int, _ inner: Int) -> Matrix {
    var matrix = random(outputs, inner, seed: 7)
    for row in stride(from: 0, to: outputs, by: 3) { matrix[row, inner / 2] *= 0x1p-16 }
    matrix[outputs - 1, 0] = -65504
    return matrix
  }

  private static func product(
    _ input: Matrix, _ weights: WeightMatrix, scales: Matrix? = nil, _ level: InstructionLevel
  ) throws -> Matrix {
    let outputs = weights.rows
    var result = Matrix(rows: input.rows, columns: outputs, repeating: .nan)
    PackedKernel(transposing: weights, scales: scales).apply(
      to: input, bias: random(1, outputs, seed: 3),
      adding: random(input.rows, outputs, seed: 4), activation: .relu,
      kernels: try #require(Kernels(level)), into: &result)
    return result
  }

  @Test(arguments: KernelGrid.levels, [StoredPrecision.float16, .bfloat16])
  func halvesGiveTheBitsOfTheSameFloats(
    level: InstructionLevel, precision: StoredPrecision
  ) throws {
    for (rows, inner, outputs) in Self.shapes {
      let input = Self.random(rows, inner, seed: 1)
      let halves = WeightMatrix(rounding: Self.weights(outputs, inner), to: precision)
      let floats = WeightMatrix(halves.matrix)
      #expect(try Self.product(input, halves, level) == Self.product(input, floats, level))
    }
  }

  @Test(arguments: KernelGrid.levels, [StoredPrecision.float16, .bfloat16])
  func weightsThatAreNotFiniteStaySo(
    level: InstructionLevel, precision: StoredPrecision
  ) throws {
    var matrix = Self.random(70, 50, seed: 2)
    let places: [(row: Int, value: Float)] = [(3, .infinity), (40, -.infinity), (69, .nan)]
    for (row, value) in places { matrix[row, row % 50] = value }
    let halves = WeightMatrix(rounding: matrix, to: precision)
    let floats = WeightMatrix(halves.matrix)
    for (row, value) in places {
      let found = floats.matrix[row, row % 50]
      #expect(found == value || found.isNaN && value.isNaN)
    }
    let input = Self.random(5, 50, seed: 1)
    let (found, expected) = (
      try Self.product(input, halves, level), try Self.product(input, floats, level)
    )
    for (found, expected) in zip(found.values, expected.values) {
      #expect(found == expected || found.isNaN && expected.isNaN)
    }
    #expect((0..<5).allSatisfy { found[$0, 69].isNaN })
  }

  @Test(arguments: KernelGrid.levels, StoredPrecision.allCases)
  func sumsAreScaled(level: InstructionLevel, precision: StoredPrecision) throws {
    for (rows, inner, outputs) in Self.shapes {
      let input = Self.random(rows, inner, seed: 1)
      let weights = WeightMatrix(
        rounding: Self.random(outputs, inner, seed: 2), to: precision)
      let scales = Self.random(1, outputs, seed: 5)
      let found = try Self.product(input, weights, scales: scales, level)
      let (matrix, bias) = (weights.matrix, Self.random(1, outputs, seed: 3))
      let residual = Self.random(rows, outputs, seed: 4)
      for row in 0..<rows {
        for column in 0..<outputs {
          let sum = (0..<inner).reduce(0.0) {
            $0 + Double(input[row, $1]) * Double(matrix[column, $1])
          }
          let expected =
            sum * Double(scales[0, column]) + Double(bias[0, column])
            + Double(residual[row, column])
          #expect(abs(Double(found[row, column]) - max(expected, 0)) < 1e-5)
        }
      }
    }
  }
}
