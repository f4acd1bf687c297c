import HUSECore
import Testing

@Suite struct MatrixProductTests {
  /// op(a) · op(b) as loops in double precision.
  private func product(
    _ a: Matrix, _ b: Matrix, _ transposingFirst: Bool, _ transposingSecond: Bool
  ) -> [[Double]] {
    let rows = transposingFirst ? a.columns : a.rows
    let inner = transposingFirst ? a.rows : a.columns
    let columns = transposingSecond ? b.rows : b.columns
    return (0..<rows).map { row in
      (0..<columns).map { column in
        (0..<inner).reduce(0.0) { sum, index in
          let first = transposingFirst ? a[index, row] : a[row, index]
          let second = transposingSecond ? b[column, index] : b[index, column]
          return sum + Double(first) * Double(second)
        }
      }
    }
  }

  private static let shapes = [
    (1, 1, 1), (2, 3, 4), (5, 1, 7), (1, 9, 1), (1, 70, 37), (17, 31, 13), (33, 64, 65), (0, 3, 4),
    (3, 0, 4),
    (3, 4, 0), (1, 0, 4), (1, 3, 0), (0, 0, 0),
  ]

  @Test(arguments: shapes, [(false, false), (true, false), (false, true), (true, true)])
  func productEqualsTheNaiveOne(shape: (Int, Int, Int), transposing: (Bool, Bool)) {
    let (m, k, n) = shape
    var generator = SplitMix64(seed: UInt64(m * 10_000 + k * 100 + n))
    let a = Matrix.random(transposing.0 ? k : m, transposing.0 ? m : k, using: &generator)
    let b = Matrix.random(transposing.1 ? n : k, transposing.1 ? k : n, using: &generator)
    let before = Matrix.random(m, n, using: &generator)
    let naive = product(a, b, transposing.0, transposing.1)
    for (alpha, beta) in [(Float(1), Float(0)), (-0.5, 0), (2, 1), (1, -3), (0, 1)] {
      var found = before
      found.assignProduct(
        of: a, and: b, transposingFirst: transposing.0, transposingSecond: transposing.1,
        scaledBy: alpha, adding: beta)
      let expected = naive.enumerated().flatMap { row, values in
        values.enumerated().map { column, value in
          Float(Double(alpha) * value + Double(beta) * Double(before[row, column]))
        }
      }
      #expect(largestDifference(found.values, expected) < 2e-6 * Float(k + 1))
    }
    #expect(before.rows == m)
  }

  /// 0 · NaN is NaN: memory that was never written must not come through.
  @Test func nothingIsAddedWhereNothingIsAskedFor() {
    for (rows, inner) in [(2, 0), (2, 3), (1, 0), (1, 3)] {
      var result = Matrix(rows: rows, columns: 2, repeating: .nan)
      result.assignProduct(
        of: Matrix(rows: rows, columns: inner), and: Matrix(rows: inner, columns: 2))
      #expect(result == Matrix(rows: rows, columns: 2))
    }
  }

  @Test func multipliedMakesANewMatrix() throws {
    let a: Matrix = [[1, 2, 3], [4, 5, 6]]
    let b: Matrix = [[1, 0], [0, 2], [-1, 1]]
    #expect(try a.multiplied(by: b) == [[-2, 7], [-2, 16]])
    #expect(
      try Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
        == Matrix(rows: 2, columns: 3))
    #expect(
      try a.multiplied(by: Matrix(rows: 3, columns: 0)) == Matrix(rows: 2, columns: 0))
  }

  @Test func shapesThatDoNotMeetAreAnError() {
    #expect(
      errorText { () throws(HUSEError) in
        try Matrix(rows: 2, columns: 3).multiplied(by: Matrix(rows: 4, columns: 5))
      } == "matrix product: expected shape [3, 5], found [4, 5]. "
        + "The rows of the second must be the columns of the first.")
  }

  @Test func aProductIsAddedToSomeRows() {
    let a: Matrix = [[1, 2], [3, 4]]
    let b: Matrix = [[1, 1, 1], [0, 1, 2]]
    var sum = Matrix(rows: 4, columns: 3, repeating: 10)
    sum.addProduct(of: a, and: b, atRow: 1)
    #expect(
      sum == [[10, 10, 10], [11, 13, 15], [13, 17, 21], [10, 10, 10]])
    sum.addProduct(of: a, and: b, transposingFirst: true, atRow: 2)
    #expect(
      sum == [[10, 10, 10], [11, 13, 15], [14, 21, 28], [12, 16, 20]])
  }

  @Test func factorsMayBePartsOfALargerMatrix() throws {
    var generator = SplitMix64(seed: 4)
    let whole = Matrix.random(9, 5, using: &generator)
    let (a, b) = (whole[rows: 2..<6], whole[rows: 4..<9])
    let expected = product(a, b, false, false).flatMap { $0.map { Float($0) } }
    #expect(try largestDifference(a.multiplied(by: b).values, expected) < 1e-5)
  }

  @Test func shapesThatDoNotMeetTrapWhereTheyCannotThrow() async {
    await #expect(processExitsWith: .failure) {
      var result = Matrix(rows: 2, columns: 3)
      result.assignProduct(of: Matrix(rows: 2, columns: 4), and: Matrix(rows: 5, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      var result = Matrix(rows: 2, columns: 3)
      result.assignProduct(of: Matrix(rows: 2, columns: 4), and: Matrix(rows: 4, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      var result = Matrix(rows: 2, columns: 2)
      result.addProduct(of: Matrix(rows: 2, columns: 4), and: Matrix(rows: 4, columns: 2), atRow: 1)
    }
  }
}
