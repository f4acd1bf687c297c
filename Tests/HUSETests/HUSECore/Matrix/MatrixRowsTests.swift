import HUSECore
import Testing

@Suite struct MatrixRowsTests {
  private let matrix: Matrix = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]

  @Test func gatheredRowsComeInTheOrderOfTheIndices() {
    #expect(
      matrix.gathering(rowsAt: [2, 0, 2]) == [[7, 8, 9], [1, 2, 3], [7, 8, 9]])
    #expect(matrix.gathering(rowsAt: []) == Matrix(rows: 0, columns: 3))
    #expect(
      matrix[rows: 1..<3].gathering(rowsAt: [1, 0]) == [[7, 8, 9], [4, 5, 6]])
    #expect(Matrix(rows: 4, columns: 0).gathering(rowsAt: [3]) == Matrix(rows: 1, columns: 0))
  }

  @Test func appendedRowsComeLast() throws {
    #expect(
      try matrix[rows: 1..<2].appending(matrix[rows: 0..<1])
        == [[4, 5, 6], [1, 2, 3]])
    #expect(try Matrix(rows: 0, columns: 3).appending(matrix) == matrix)
    #expect(try matrix.appending(Matrix(rows: 0, columns: 3)) == matrix)
  }

  @Test func rowsOfAnotherLengthAreNotAppended() {
    #expect(
      errorText { () throws(HUSEError) in try matrix.appending([[1, 2]]) }
        == "appended rows: expected shape [1, 3], found [1, 2]. "
        + "Both matrices must have the same number of columns.")
  }

  @Test func transposedExchangesRowsAndColumns() {
    #expect(
      ([[1, 2, 3], [4, 5, 6]] as Matrix).transposed == [[1, 4], [2, 5], [3, 6]])
    #expect(matrix[rows: 1..<2].transposed == [[4], [5], [6]])
    var generator = SplitMix64(seed: 1)
    let large = Matrix.random(37, 65, using: &generator)
    #expect(large.transposed.transposed == large)
    #expect(large.transposed[64, 36] == large[36, 64])
  }

  @Test func theFirstValueThatIsNotFiniteIsFound() {
    #expect(matrix.firstNonFinite == nil)
    var (late, early) = (matrix, matrix)
    late[1, 2] = .nan
    early[1, 2] = -.infinity
    early[1, 1] = .infinity
    early[2, 0] = .nan
    #expect(late.firstNonFinite.map { [$0.row, $0.column] } == [1, 2])
    #expect(early.firstNonFinite.map { [$0.row, $0.column] } == [1, 1])
    #expect(early[rows: 2..<3].firstNonFinite.map { [$0.row, $0.column] } == [0, 0])
    // Their sum leaves the range of floats; each of them does not.
    let large = Matrix(rows: 1, columns: 9, repeating: .greatestFiniteMagnitude)
    #expect(large.firstNonFinite == nil)
  }

  @Test func addingStaysInItsRows() {
    var sum = matrix
    sum.add([[1, 0, -1]], scaledBy: 2, atRow: 1)
    #expect(sum == [[1, 2, 3], [6, 5, 4], [7, 8, 9]])
    sum.add(matrix[rows: 0..<2], scaledBy: -1)
    #expect(sum == [[0, 0, 0], [2, 0, -2], [7, 8, 9]])
    sum.add(Matrix(rows: 0, columns: 3), scaledBy: 5, atRow: 3)
    #expect(sum[2, 2] == 9)
    #expect(matrix[0, 0] == 1)
  }

  @Test func normalizedRowsHaveUnitLength() {
    let rows: Matrix = [[3, 4], [0, 0], [-2, 0]]
    #expect(largestDifference(rows.normalizedRows.values, [0.6, 0.8, 0, 0, -1, 0]) < 1e-7)
    #expect(rows[0, 0] == 3)
  }
}
