import Foundation
import HUSEData
import Testing

/// What is written is what `np.save` writes, byte for byte.
@Suite struct NPYWritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("float32", 3, 4), ("twelve_rows", 12, 1), ("zero_rows", 0, 4),
    ("wide_zero_rows", 0, 1_234_567_890),
  ])
  func writesTheBytesOfNumPy(name: String, rows: Int, columns: Int) throws {
    let matrix = try Matrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { Float($0) - 5.25 })
    let url = folder.url.appendingPathComponent("matrix.npy")
    try NPYFile.write(matrix, to: url)
    #expect(try Data(contentsOf: url) == Data(contentsOf: Fixture.url("data/\(name).npy")))
  }

  @Test func writesTheBytesOfNumPyForIntegers() throws {
    let url = folder.url.appendingPathComponent("labels.npy")
    try NPYFile.write([3, 0, 2, 1, 100], to: url)
    #expect(try Data(contentsOf: url) == Data(contentsOf: Fixture.url("data/integers_i8.npy")))
  }

  @Test func writesAPartOfAMatrix() throws {
    let url = folder.url.appendingPathComponent("part.npy")
    try NPYFile.write(NPYFileTests.grid[rows: 1..<3], to: url)
    #expect(
      try NPYFile(contentsOf: url).matrix().values
        == [-1.25, -0.25, 0.75, 1.75, 2.75, 3.75, 4.75, 5.75])
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let url = URL(fileURLWithPath: "/nowhere/features.npy")
    #expect(
      errorText { () throws(HUSEError) in try NPYFile.write([1], to: url) }
        == "/nowhere/features.npy: could not be written: No such file or directory. "
        + "Nothing was changed there.")
  }
}
