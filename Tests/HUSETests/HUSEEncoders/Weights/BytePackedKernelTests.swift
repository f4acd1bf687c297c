import HUSECore
import HUSEEncoders
import Testing

/// Products with packed weights of a byte, whose inputs are rounded to bytes.
@Suite struct BytePackedKernelTests {
  private static func random(_ rows: Int, _ columns: Int, seed: Int) -> Matrix {
    var generator = SplitMix64(seed: UInt64(seed))
    return .random(rows, columns, using: &generator)
  }

  private static func product(
    _ input: Matrix, _ weights: WeightMatrix, scales: Matrix? = nil, _ level: InstructionLevel,
    activation: Activation = .identity
  ) throws -> Matrix {
    let outputs = weights.rows
    var result = Matrix(rows: input.rows, columns: outputs, repeating: .nan)
    PackedKernel(transposing: weights, scales: scales).apply(
      to: input, bias: random(1, outputs, seed: 3),
      adding: random(input.rows, outputs, seed: 4), activation: activation,
      kernels: try #require(Kernels(level)), into: &result)
    return result
  }

  /// Every byte, −128 among them.
  private static func weights(_ outputs: Int, _ inner: Int) -> WeightMatrix {
    var generator = SplitMix64(seed: 9)
    let bytes = ByteStorage(count: outputs * inner) { bytes in
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: generator.next()) }
    }
    return WeightMatrix(
      rows: outputs, columns: inner, bytes: bytes, scales: random(1, outputs, seed: 2))
  }

  /// Rows of one sign, of zeros, and of sizes far apart.
  private static func input(_ rows: Int, _ inner: Int) -> Matrix {
    var input = random(rows, inner, seed: 1)
    for row in 0..<rows {
      for column in 0..<inner {
        switch row % 5 {
        case 0: input[row, column] += 0.4
        case 1: input[row, column] = abs(input[row, column])
        case 2: input[row, column] = row == 2 ? 0 : -abs(input[row, column])
        case 3: input[row, column] *= 1e20
        default: input[row, column] *= 1e-33
        }
      }
    }
    return input
  }

  @Test func everyLevelComputesTheSameBits() throws {
    for (rows, inner, outputs) in PackedKernelTests.shapes + [(270, 64, 40), (2, 4096, 33)] {
      let (input, weights) = (Self.input(rows, inner), Self.weights(outputs, inner))
      let scales = Self.random(1, outputs, seed: 5)
      let expected = try Self.product(input, weights, scales: scales, .scalar, activation: .relu)
      #expect(expected.firstNonFinite == nil)
      for level in KernelGrid.levels {
        #expect(
          try Self.product(input, weights, scales: scales, level, activation: .relu) == expected)
      }
    }
  }

  /// The largest sums that there can be: all rotated bytes are 255, all weights −128.
  @Test func theLongestSumsFit() throws {
    let inner = WeightMatrix.mostColumnsOfBytes
    let bytes = ByteStorage(count: inner) { $0.initializeMemory(as: Int8.self, repeating: -128) }
    let weights = WeightMatrix(
      rows: 1, columns: inner, bytes: bytes, scales: Matrix(row: [1]))
    let input = Matrix(rows: 1, columns: inner, repeating: 2).rotatedRows
    for level in KernelGrid.levels {
      let found = try Self.product(input, weights, level)
      #expect(found[0, 0] == -128 * 128 * Float(inner))
    }
  }

  /// A rotated row of the input is off by half a step, of which its largest value has 127.
  @Test func productsAreThoseOfTheRoundedRows() throws {
    let (rows, inner, outputs) = (9, 50, 37)
    let (input, weights) = (Self.input(rows, inner), Self.weights(outputs, inner))
    let found = try Self.product(input, weights, .best)
    let (matrix, bias) = (weights.matrix, Self.random(1, outputs, seed: 3))
    let (rotatedInput, rotatedWeights) = (input.rotatedRows, matrix.rotatedRows)
    let residual = Self.random(rows, outputs, seed: 4)
    for row in 0..<rows {
      let values = input[row: row].map(Double.init)
      let step = Double(rotatedInput[row: row].map(\.magnitude).max()!) / 127
      for column in 0..<outputs {
        let weights = matrix[row: column].map(Double.init)
        let exact =
          zip(values, weights).reduce(Double(bias[0, column] + residual[row, column])) {
            $0 + $1.0 * $1.1
          }
        let bound = rotatedWeights[row: column].reduce(1e-4) {
          $0 + Double(abs($1)) / 64 * step * 0.502
        }
        #expect(abs(Double(found[row, column]) - exact) <= bound)
      }
    }
  }

  @Test(arguments: KernelGrid.levels)
  func rowsStandAlone(level: InstructionLevel) throws {
    let (input, weights) = (Self.input(29, 37), Self.weights(56, 37))
    func product(_ rows: Matrix) throws -> Matrix {
      var result = Matrix(rows: rows.rows, columns: 56)
      PackedKernel(transposing: weights).apply(
        to: rows, bias: Matrix(rows: 1, columns: 56), kernels: try #require(Kernels(level)),
        into: &result)
      return result
    }
    let all = try product(input)
    for row in 0..<29 {
      #expect(try product(input[rows: row..<row + 1]) == all[rows: row..<row + 1])
    }
  }

  @Test(arguments: KernelGrid.levels)
  func damagedRowsGiveNaN(level: InstructionLevel) throws {
    var input = Self.random(4, 21, seed: 1)
    input[0, 20] = .nan
    input[1, 3] = .infinity
    input[2, 0] = 3e38
    input[2, 1] = -3e38
    let found = try Self.product(input, Self.weights(33, 21), level)
    for row in 0..<3 { #expect(found[row: row].allSatisfy { $0.isNaN }) }
    #expect(found[row: 3].allSatisfy { $0.isFinite })
  }
}
