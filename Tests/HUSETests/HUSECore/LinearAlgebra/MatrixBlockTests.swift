import HUSECore
import Testing

@Suite struct MatrixBlockTests {
  @Test(arguments: [false, true])
  func productOfBlocksEqualsTheNaiveOne(transposing: Bool) {
    var generator = SplitMix64(seed: 5)
    let a = Matrix.random(7, 9, using: &generator)
    let b = Matrix.random(8, 11, using: &generator)
    let rows = 2..<6
    let inner = 3..<8
    let (bRows, bColumns) = transposing ? (4..<7, 1..<6) : (3..<8, 2..<5)
    var result = Matrix(rows: 6, columns: 8, repeating: 42)
    result.assignProduct(
      atRow: 1, column: 4, of: MatrixBlock(a, rows: rows, columns: inner),
      and: MatrixBlock(b, rows: bRows, columns: bColumns), transposingSecond: transposing,
      scaledBy: 0.5)
    for row in 0..<6 {
      for column in 0..<8 {
        guard 1..<5 ~= row, 4..<7 ~= column else {
          #expect(result[row, column] == 42)
          continue
        }
        var expected = 0.0
        for index in 0..<5 {
          let second =
            transposing
            ? b[bRows.lowerBound + column - 4, bColumns.lowerBound + index]
            : b[bRows.lowerBound + index, bColumns.lowerBound + column - 4]
          expected += 0.5 * Double(a[row + 1, index + 3]) * Double(second)
        }
        #expect(abs(Double(result[row, column]) - expected) < 1e-5)
      }
    }
  }
}
