import HUSECore
import Testing

@Suite struct MatrixTests {
  private func address(_ matrix: Matrix) -> UnsafePointer<Float>? {
    matrix.withUnsafeBufferPointer(\.baseAddress)
  }

  @Test func valuesLieRowAfterRow() throws {
    let matrix: Matrix = [[1, 2, 3], [4, 5, 6]]
    #expect(matrix.rows == 2)
    #expect(matrix.columns == 3)
    #expect(matrix.values == [1, 2, 3, 4, 5, 6])
    #expect(try matrix == Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6]))
    #expect(matrix[1, 0] == 4)
    #expect(Array(matrix[row: 1]) == [4, 5, 6])
    #expect("\(matrix)" == "Matrix(2 × 3)")
  }

  @Test func shapeIsPartOfEquality() {
    #expect(Matrix(rows: 2, columns: 3) != Matrix(rows: 3, columns: 2))
    #expect(Matrix(rows: 0, columns: 3) != Matrix(rows: 0, columns: 2))
    #expect(Matrix(rows: 1, columns: 2) != [[0, 1]])
  }

  @Test(arguments: [(0, 0), (0, 5), (5, 0)])
  func emptyShapesWork(rows: Int, columns: Int) throws {
    var matrix = Matrix(rows: rows, columns: columns, repeating: 3)
    #expect(matrix.values.isEmpty)
    #expect(matrix.transposed == Matrix(rows: columns, columns: rows))
    #expect(matrix[rows: 0..<0].rows == 0)
    #expect(matrix.firstNonFinite == nil)
    matrix.setToZero()
    #expect(matrix == Matrix(rows: rows, columns: columns))
    #expect(try Matrix(rows: []) == Matrix(rows: 0, columns: 0))
  }

  @Test(arguments: [1, 3, 17, 1000])
  func memoryIsAlignedTo64Bytes(count: Int) {
    var kept: [Matrix] = []
    for _ in 0..<20 {
      let matrix = Matrix(rows: 1, columns: count)
      #expect(Int(bitPattern: address(matrix)) % 64 == 0)
      kept.append(matrix)
    }
  }

  // MARK: - Shared memory

  @Test func rowsShareTheMemoryOfTheWhole() throws {
    let whole = try Matrix(rows: 6, columns: 4, values: (0..<24).map { Float($0) })
    let part = whole[rows: 2..<5]
    #expect(part.values == (8..<20).map { Float($0) })
    #expect(part.rows == 3)
    let start = try #require(address(whole))
    #expect(address(part) == start + 8)
    #expect(address(part[rows: 1..<2]) == start + 12)
    let rowStart = whole[row: 5].withContiguousStorageIfAvailable(\.baseAddress)
    #expect(rowStart == start + 20)
  }

  @Test func aPartOutlivesTheWhole() {
    var whole: Matrix? = Matrix(rows: 100, columns: 100, repeating: 7)
    let part = whole?[rows: 98..<100]
    whole = nil
    #expect(part?.values == [Float](repeating: 7, count: 200))
  }

  @Test func aChangedCopyLeavesTheOriginal() {
    let original: Matrix = [[1, 2], [3, 4]]
    var (copy, zeroed) = (original, original)
    #expect(address(copy) == address(original))
    copy[1, 1] = 9
    zeroed.setToZero()
    #expect(original.values == [1, 2, 3, 4])
    #expect(copy.values == [1, 2, 3, 9])
    #expect(zeroed.values == [0, 0, 0, 0])
  }

  @Test func aChangedPartLeavesTheWholeAndTheOtherWayRound() {
    var whole: Matrix = [[1, 2], [3, 4], [5, 6]]
    var part = whole[rows: 1..<3]
    part[0, 0] = 9
    #expect(whole.values == [1, 2, 3, 4, 5, 6])
    #expect(part.values == [9, 4, 5, 6])
    let other = whole[rows: 1..<3]
    whole[2, 1] = 8
    #expect(other.values == [3, 4, 5, 6])
    #expect(whole.values == [1, 2, 3, 4, 5, 8])
  }

  @Test func theOnlyOwnerIsChangedInPlace() {
    var matrix = Matrix(rows: 3, columns: 3)
    let before = address(matrix)
    matrix[2, 2] = 1
    matrix.setToZero()
    matrix.withUnsafeMutableBufferPointer { $0[0] = 5 }
    #expect(address(matrix) == before)
    #expect(matrix[0, 0] == 5)
  }

  // MARK: - Mistakes in the data

  @Test(arguments: [(2, 2), (-1, -3), (3, .max), (.max, 2)])
  func valuesThatDoNotFillTheShapeAreRefused(rows: Int, columns: Int) {
    #expect(
      throws: HUSEError.shapeMismatch(
        expected: [rows, columns], found: [3], in: "values of a matrix",
        remedy: "Pass a value for each row and column, row after row.")
    ) {
      try Matrix(rows: rows, columns: columns, values: [1, 2, 3])
    }
  }

  @Test func rowsOfDifferentLengthsAreRefused() throws {
    #expect(
      errorText { () throws(HUSEError) in try Matrix(rows: [[1, 2], [3, 4], [5]]) }
        == "rows of a matrix: row 2: has 1 values, and row 0 has 2. Pass rows of one length.")
    #expect(try Matrix(rows: [[1, 2], [3, 4]]) == [[1, 2], [3, 4]])
    #expect(try Matrix(rows: [[], []]) == Matrix(rows: 2, columns: 0))
    #expect(Matrix(row: [1, 2]) == [[1, 2]])
  }

  // MARK: - Mistakes in the program

  @Test func shapesThatCannotBeTrap() async {
    await #expect(processExitsWith: .failure) { _ = [[1, 2], [3]] as Matrix }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: -1, columns: -4) }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: .max, columns: 2) }
  }

  @Test func placesOutsideTrap() async {
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3)[0, 3] }
    await #expect(processExitsWith: .failure) {
      var matrix = Matrix(rows: 2, columns: 3)
      matrix[-1, 2] = 0
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, columns: 3)[rows: 1..<3] }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 3).gathering(rowsAt: [0, 2])
    }
  }

  // An optimized build's precondition says nothing.
  #if DEBUG
    @Test func aTrapNamesTheShapes() async {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) {
        _ = Matrix(rows: 2, columns: 3)[2, 1]
      }
      let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(text.contains("[2, 1] outside a matrix of 2 × 3"))
    }
  #endif
}
