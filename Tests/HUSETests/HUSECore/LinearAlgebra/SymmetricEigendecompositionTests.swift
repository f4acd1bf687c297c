import HUSECore
import Testing

@Suite struct SymmetricEigendecompositionTests {
  @Test(arguments: [1, 2, 3, 8, 33])
  func factorsMakeTheMatrixAgain(size: Int) throws {
    var generator = SplitMix64(seed: UInt64(size))
    let random = Matrix.random(size, size, using: &generator)
    var matrix = random
    matrix.add(random.transposed, scaledBy: 1)
    let found = try SymmetricEigendecomposition(of: matrix)
    #expect(zip(found.values, found.values.dropFirst()).allSatisfy { $0 <= $1 })
    let gram = try found.vectors.transposed.multiplied(by: found.vectors)
    let identity = (0..<size * size).map { Float($0 % (size + 1) == 0 ? 1 : 0) }
    #expect(largestDifference(gram.values, identity) < 1e-5)
    var scaled = found.vectors
    for row in 0..<size {
      for column in 0..<size { scaled[row, column] *= found.values[column] }
    }
    let again = try scaled.multiplied(by: found.vectors.transposed)
    #expect(largestDifference(again.values, matrix.values) < 2e-5)
  }

  /// [[2, 1], [1, 2]]: (1, −1)/√2 for 1 and (1, 1)/√2 for 3.
  @Test func anExampleByHand() throws {
    let matrix: Matrix = [[2, 1], [1, 2]]
    let found = try SymmetricEigendecomposition(of: matrix)
    #expect(largestDifference(found.values, [1, 3]) < 1e-6)
    let half = Float(0.5).squareRoot()
    for (column, expected) in [[half, -half], [half, half]].enumerated() {
      let sign: Float = found.vectors[0, column] < 0 ? -1 : 1
      let vector = found.vectors.transposed[row: column].map { sign * $0 }
      #expect(largestDifference(vector, expected) < 1e-6)
    }
    #expect(matrix.values == [2, 1, 1, 2])
  }

  /// A matrix of 4096 × 4096 needs 33,579,009 numbers; as a `Float` that is 33,579,008.
  @Test func aSizeThatIsRoundedDownIsEnough() {
    #expect(LAPACKWorkspace.count(Float(1 + 6 * 4096 + 2 * 4096 * 4096)) ?? 0 >= 33_579_009)
    #expect(LAPACKWorkspace.count(Float(1 + 6 * 2896 + 2 * 2896 * 2896)) ?? 0 >= 16_791_009)
    #expect(LAPACKWorkspace.count(673) == 673)
    #expect(LAPACKWorkspace.count(3e9) == nil)
  }

  @Test func negativeEigenvaluesComeFirst() throws {
    let found = try SymmetricEigendecomposition(of: [[0, 2], [2, 0]])
    #expect(largestDifference(found.values, [-2, 2]) < 1e-6)
  }

  @Test func onlyTheUpperTriangleIsRead() throws {
    let found = try SymmetricEigendecomposition(of: [[2, 1], [99, 2]])
    #expect(largestDifference(found.values, [1, 3]) < 1e-6)
  }

  @Test func nothingHasNoEigenvalues() throws {
    let found = try SymmetricEigendecomposition(of: Matrix(rows: 0, columns: 0))
    #expect(found.values.isEmpty)
    #expect(found.vectors.count == 0)
  }

  @Test func aMatrixThatIsNotSquareIsAnError() {
    #expect(
      errorText { () throws(HUSEError) in
        try SymmetricEigendecomposition(of: Matrix(rows: 2, columns: 3))
      } == "eigendecomposition: expected shape [2, 2], found [2, 3]. "
        + "Pass a square, symmetric matrix.")
  }

  @Test(arguments: [Float.nan, .infinity])
  func whatIsNotFiniteIsAnError(value: Float) throws {
    let text = try #require(
      errorText { () throws(HUSEError) in
        try SymmetricEigendecomposition(of: [[1, value], [value, 1]])
      })
    #expect(text.hasPrefix("LAPACK routine ssyevd failed with code "))
  }
}
