import HUSECore
import Testing

@Suite struct TensorTests {
  @Test(arguments: [
    ([], 1, 1), ([4], 1, 4), ([3, 5], 3, 5), ([2, 3, 4], 2, 12), ([3, 0], 3, 0), ([0, 3], 0, 0),
    ([0], 1, 0), ([2, 0, 4], 2, 0),
  ])
  func theFirstDimensionIsTheRows(shape: [Int], rows: Int, columns: Int) throws {
    let count = rows * columns
    let values = (0..<count).map { Float($0) }
    let tensor = try Tensor(shape: shape, matrix: Matrix(row: values))
    #expect(tensor.shape == shape)
    #expect(try tensor.matrix == Matrix(rows: rows, columns: columns, values: values))
  }

  @Test func aTensorOfAPartSharesItsMemory() {
    let whole: Matrix = [[1, 2], [3, 4], [5, 6]]
    let tensor = Tensor(whole[rows: 1..<3])
    #expect(tensor.shape == [2, 2])
    #expect(tensor.matrix.values == [3, 4, 5, 6])
    let (inside, start) = (
      tensor.matrix.withUnsafeBufferPointer(\.baseAddress),
      whole.withUnsafeBufferPointer(\.baseAddress)
    )
    #expect(inside == start.map { $0 + 2 })
  }

  @Test func aListIsAVector() {
    #expect(Tensor([1, 2, 3]).shape == [3])
    #expect(Tensor([1, 2, 3]).matrix == [[1, 2, 3]])
    #expect(Tensor([1, 2, 3]) != Tensor([[1, 2, 3]] as Matrix))
  }

  @Test(arguments: [[2, 3], [-1, -5], [.max, 5], []])
  func aShapeOfAnotherCountIsRefused(shape: [Int]) {
    #expect(
      throws: HUSEError.shapeMismatch(
        expected: shape, found: [1, 5], in: "values of a tensor",
        remedy: "The lengths of the dimensions must multiply to the number of values.")
    ) {
      try Tensor(shape: shape, matrix: Matrix(rows: 1, columns: 5))
    }
  }

  @Test func vectorsAreCollectionsOfTheirValues() {
    let vector: Vector = [1, 2.5, -3]
    #expect(vector.count == 3)
    #expect(vector[1] == 2.5)
    #expect(Array(vector) == [1, 2.5, -3])
    #expect(vector == ([[0, 0, 0], [1, 2.5, -3]] as Matrix)[row: 1])
    #expect("\(vector)" == "[1.0, 2.5, -3.0]")
    #expect(Vector([]).isEmpty)
  }
}
