import Foundation
import HUSECore
import Testing

@Suite struct SingularValueDecompositionTests {
  /// How far rows are from being orthonormal.
  private func departure(ofRows rows: Matrix) throws -> Float {
    let gram = try rows.multiplied(by: rows.transposed)
    let identity = (0..<gram.count).map { Float($0 % (gram.rows + 1) == 0 ? 1 : 0) }
    return largestDifference(gram.values, identity)
  }

  @Test(arguments: [(1, 1), (5, 3), (3, 5), (8, 8), (40, 17), (1, 9), (9, 1)])
  func factorsMakeTheMatrixAgain(rows: Int, columns: Int) throws {
    var generator = SplitMix64(seed: UInt64(rows * 100 + columns))
    let matrix = Matrix.random(rows, columns, using: &generator)
    let found = try SingularValueDecomposition(of: matrix)
    let rank = min(rows, columns)
    #expect(found.left.rows == rows && found.left.columns == rank)
    #expect(found.rightTransposed.rows == rank && found.rightTransposed.columns == columns)
    #expect(found.values.count == rank)
    #expect(zip(found.values, found.values.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(found.values.allSatisfy { $0 >= 0 })
    #expect(try departure(ofRows: found.left.transposed) < 1e-5)
    #expect(try departure(ofRows: found.rightTransposed) < 1e-5)
    var scaled = found.rightTransposed
    for row in 0..<rank {
      for column in 0..<columns { scaled[row, column] *= found.values[row] }
    }
    #expect(try largestDifference(found.left.multiplied(by: scaled).values, matrix.values) < 1e-5)
  }

  /// A = [[3, 0], [4, 5]]: AᵀA = [[25, 20], [20, 25]] has the eigenvalues 45 and 5.
  @Test func anExampleByHand() throws {
    let found = try SingularValueDecomposition(of: [[3, 0], [4, 5]])
    let values = [Float(45).squareRoot(), Float(5).squareRoot()]
    #expect(largestDifference(found.values, values) < 1e-5)
    // Up to their common sign: u₁ = (1, 3)/√10, v₁ = (1, 1)/√2, u₂ = (3, −1)/√10,
    // v₂ = (1, −1)/√2.
    let (ten, two) = (Float(10).squareRoot(), Float(2).squareRoot())
    let left = [[1 / ten, 3 / ten], [3 / ten, -1 / ten]]
    let right = [[1 / two, 1 / two], [1 / two, -1 / two]]
    for index in 0..<2 {
      let sign: Float = found.left[0, index] < 0 ? -1 : 1
      let u = found.left.transposed[row: index].map { sign * $0 }
      let v = found.rightTransposed[row: index].map { sign * $0 }
      #expect(largestDifference(u, left[index]) < 1e-6)
      #expect(largestDifference(v, right[index]) < 1e-6)
    }
  }

  @Test func aMatrixOfRankOneHasOneSingularValue() throws {
    let found = try SingularValueDecomposition(
      of: [[1, 2, 2], [2, 4, 4], [0, 0, 0], [-2, -4, -4]])
    #expect(largestDifference(found.values, [9, 0, 0]) < 1e-5)
  }

  @Test func theMatrixItselfIsLeftAlone() throws {
    let matrix: Matrix = [[3, 0], [4, 5]]
    _ = try SingularValueDecomposition(of: matrix)
    #expect(matrix.values == [3, 0, 4, 5])
  }

  @Test(arguments: [(0, 0), (0, 4), (4, 0)])
  func emptyMatricesHaveNoSingularValues(rows: Int, columns: Int) throws {
    let found = try SingularValueDecomposition(of: Matrix(rows: rows, columns: columns))
    #expect(found.values.isEmpty)
    #expect(found.left == Matrix(rows: rows, columns: 0))
    #expect(found.rightTransposed == Matrix(rows: 0, columns: columns))
  }

  @Test(arguments: [Float.nan, .infinity])
  func whatIsNotFiniteIsAnError(value: Float) throws {
    let text = try #require(
      errorText { () throws(HUSEError) in
        try SingularValueDecomposition(of: [[1, value], [0, 1], [2, 3]])
      })
    #expect(text.hasPrefix("LAPACK routine sgesdd failed with code "))
    #expect(text.hasSuffix(". Check the matrix for NaN or infinity."))
  }
}
