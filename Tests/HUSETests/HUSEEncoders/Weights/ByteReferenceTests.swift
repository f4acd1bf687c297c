import HUSECore
import HUSEEncoders
import Testing

/// Weights and products of bytes as NumPy computes them (`Tests/Reference/make_byte_fixtures.py`).
@Suite struct ByteReferenceTests {
  private let file: SafetensorsFile

  init() throws {
    file = try SafetensorsFile(contentsOf: Fixture.url("core/bytes.safetensors"))
  }

  private func matrix(_ name: String) throws -> Matrix { try file.tensor(name).matrix }

  @Test func weightsAreRoundedToTheSameBytes() throws {
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(try matrix("weights")))
    guard case .int8(let bytes, let scales) = weights.values else {
      Issue.record("no bytes")
      return
    }
    #expect(bytes.bytes.bindMemory(to: Int8.self).map(Int.init) == (try file.integers("bytes")))
    for (found, expected) in zip(scales.values, try matrix("scales").values) {
      #expect(abs(found / expected - 1) < 1e-6)
    }
    #expect(try relativeError(weights.matrix, matrix("widened").doubles) < 1e-6)
  }

  @Test(arguments: KernelGrid.levels)
  func productsAreThoseOfTheBytes(level: InstructionLevel) throws {
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(try matrix("weights")))
    let inputs = try matrix("inputs")
    var found = Matrix(rows: inputs.rows, columns: weights.rows)
    PackedKernel(transposing: weights).apply(
      to: inputs, bias: Matrix(rows: 1, columns: weights.rows),
      kernels: try #require(Kernels(level)), into: &found)
    #expect(try relativeError(found, matrix("product").doubles) < 1e-6)
  }
}
