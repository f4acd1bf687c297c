import Foundation
import HUSECore
import Testing

@Suite struct BFloat16RoundingTests {
  private static let kernels = KernelGrid.levels.compactMap(Kernels.init)

  private struct Reference: Decodable {
    let values: [UInt32]
    let nearest: [UInt16]

    static let stored = Result {
      try JSONDecoder().decode(
        Self.self, from: Data(contentsOf: Fixture.url("core/bfloat16.json")))
    }
  }

  /// A matrix of values and the nearest numbers, by ml_dtypes.
  private static func reference(columns: Int) throws -> (values: Matrix, nearest: [[UInt32]]) {
    let reference = try Reference.stored.get()
    let rows = reference.values.count / columns
    var matrix = Matrix(rows: rows, columns: columns)
    var index = 0
    matrix.updateValues {
      $0 = Float(bitPattern: reference.values[index])
      index += 1
    }
    let nearest = (0..<rows).map { row in
      (0..<columns).map { UInt32(reference.nearest[row * columns + $0]) << 16 }
    }
    return (matrix, nearest)
  }

  @Test(arguments: [1, 7, 32, 45, 100], [0, 1])
  func everyPlaceHoldsTheNearestNumber(columns: Int, lead: Int) throws {
    let (values, nearest) = try Self.reference(columns: columns)
    for kernels in Self.kernels {
      let rows = BFloat16Rows(rows: values.rows, columns: lead + columns)
      rows.assign(values, lead: lead, kernels: kernels)
      let expected = nearest.flatMap { Array(repeating: 0, count: lead) + $0 }
      #expect(rows.values.map(\.bitPattern) == expected)

      let packed = PackedMatrix(rows: lead + values.rows, columns: columns)
      packed.assign(values, lead: lead, kernels: kernels)
      let transposed = PackedMatrix(rows: columns, columns: values.rows)
      transposed.assignTranspose(of: values, kernels: kernels)
      for row in 0..<values.rows {
        for column in 0..<columns {
          #expect(packed[lead + row, column].bitPattern == nearest[row][column])
          #expect(transposed[column, row].bitPattern == nearest[row][column])
        }
      }
      if lead == 1 { #expect((0..<columns).allSatisfy { packed[0, $0] == 0 }) }
    }
  }

  @Test func notANumberStaysOne() {
    // The last has a payload in the lower half only.
    let values = Matrix(row: [.nan, -.nan, Float(bitPattern: 0x7F80_0001), .infinity, -.infinity])
    for kernels in Self.kernels {
      let rows = BFloat16Rows(rows: 1, columns: 5)
      rows.assign(values, kernels: kernels)
      #expect(rows.values[0..<3].allSatisfy { $0.isNaN })
      #expect(rows.values[3...] == [.infinity, -.infinity])
    }
  }

  @Test func valuesAreScaledBeforeTheyAreRounded() {
    let values: Matrix = [[1.0039062, 3], [-5, 0.1]]
    for kernels in Self.kernels {
      let rows = BFloat16Rows(rows: 2, columns: 2)
      rows.assign(values, scaledBy: 1.5, kernels: kernels)
      #expect(rows.values == values.values.map { StoredPrecision.bfloat16.rounded($0 * 1.5) })
    }
  }

  /// What fills up panels and pairs takes no part in a product: it must be zero, also in memory
  /// that is used again.
  @Test func whatIsMissingIsZero() {
    for kernels in Self.kernels {
      let memory = PackedMatrix(rounding: Matrix(rows: 8, columns: 64, repeating: .nan))
      let packed = memory.reshaped(rows: 3, columns: 33)
      packed.assign(Matrix(rows: 3, columns: 33, repeating: 1), kernels: kernels)
      let rows = BFloat16Rows(rounding: Matrix(rows: 2, columns: 4, repeating: .nan))
        .reshaped(rows: 2, columns: 3)
      rows.assign(Matrix(rows: 2, columns: 3, repeating: 1), kernels: kernels)
      var result = Matrix(rows: 2, columns: 33)
      result.assignProduct(of: rows, and: packed.all, kernels: kernels)
      #expect(result.values.allSatisfy { $0 == 3 })
    }
  }
}
