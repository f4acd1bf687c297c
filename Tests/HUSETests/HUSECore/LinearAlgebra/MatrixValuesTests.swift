import HUSECore
import Testing

@Suite struct MatrixValuesTests {
  @Test func valuesChangeInPlaceWithoutChangingCopies() {
    var matrix: Matrix = [[-3, 0.5], [0, 2]]
    let copy = matrix
    matrix.updateValues { $0 = $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    #expect(matrix == [[-1, 1], [0, 1]])
    #expect(copy == [[-3, 0.5], [0, 2]])
  }

  @Test func rowsChangeInOrder() {
    var matrix = Matrix(rows: 3, columns: 2)
    var order: [Int] = []
    matrix.updateRows { row, values in
      order.append(row)
      values[0] = Float(row)
      values[1] = Float(values.count)
    }
    #expect(order == [0, 1, 2])
    #expect(matrix == [[0, 2], [1, 2], [2, 2]])
  }

  @Test func errorsEndAChangeAndKeepWhatWasDone() {
    struct Stop: Error {}
    var matrix: Matrix = [[1, 2, 3]]
    #expect(throws: Stop.self) {
      try matrix.updateValues { value throws(Stop) in
        if value == 2 { throw Stop() }
        value = 9
      }
    }
    #expect(matrix == [[9, 2, 3]])
  }

  @Test func sumsAreThoseOfTheValues() {
    let matrix: Matrix = [[3, 4], [0, -2]]
    #expect(matrix.sumOfSquares == 29)
    #expect(matrix.rowNorms == [5, 2])
    #expect(matrix.dot([[1, 2], [3, 4]]) == 3)
    #expect(matrix.withRow(1) { $0[1] } == -2)
  }

  @Test func productsAndSumsAddInPlace() {
    let a: Matrix = [[1, 2], [3, 4]]
    let b: Matrix = [[0, 1], [1, 0]]
    var result = Matrix(rows: 2, columns: 2)
    result.assignProduct(of: a, and: b)
    #expect(result == [[2, 1], [4, 3]])
    result.addProduct(of: a, and: a, transposingFirst: true, scaledBy: 2)
    #expect(result == [[22, 29], [32, 43]])
    result.assignProduct(of: a, and: b, adding: 1)
    #expect(result == [[24, 30], [36, 46]])
    result.add(a, scaledBy: -1)
    #expect(result == [[23, 28], [33, 42]])
    result.scale(by: 2)
    #expect(result == [[46, 56], [66, 84]])
    result.setToZero()
    #expect(result == Matrix(rows: 2, columns: 2))
  }

  /// A caller's numbers give an error; a shape that no memory holds does as well.
  @Test func shapesThatDoNotFitAreErrors() {
    #expect(throws: HUSEError.self) { try Matrix(rows: [[1, 2], [3]]) }
    #expect(throws: HUSEError.self) { try Matrix(rows: 2, columns: 2, values: [1, 2, 3]) }
    #expect(throws: HUSEError.self) { try Matrix(rows: -1, columns: -3, values: [1, 2, 3]) }
    #expect(throws: HUSEError.self) { try Matrix(rows: .max, columns: 2, values: []) }
    #expect(throws: HUSEError.self) { try Tensor(shape: [2, 2], matrix: [[1, 2, 3]]) }
    #expect(throws: HUSEError.self) { try Tensor(shape: [.max, 4], matrix: [[1, 2, 3]]) }
  }
}
