import Foundation
import HUSEData
import Testing

/// Tables of features as pandas and R write them.
@Suite struct PandasTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let labels = "label\na\nb\na\n"

  private func pairs(
    _ csv: String, labels: String = Self.labels, classes: String? = nil
  ) throws(HUSEError) -> PairedFeatures {
    do {
      for part in ["images", "texts"] { try folder.write(csv, to: "\(part).csv") }
      try folder.write(labels, to: "labels.csv")
      if let classes { try folder.write(classes, to: "classes.txt") }
    } catch {
      Issue.record(error)
    }
    return try PairedFeatures(contentsOf: folder.url)
  }

  private func error(_ csv: String, labels: String = Self.labels) -> String? {
    errorText { () throws(HUSEError) in try pairs(csv, labels: labels) }?
      .replacingOccurrences(of: folder.url.path, with: "F")
  }

  private static let values: [Float] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5]

  @Test(arguments: [
    "0.5,1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n",
    "f0,f1,f2\n0.5,1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n",
    "0,1,2\n0.5,1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n",
    ",0,1,2\n0,0.5,1.5,2.5\n1,3.5,4.5,5.5\n2,6.5,7.5,8.5\n",
    ",f0,f1,f2\n7,0.5,1.5,2.5\n3,3.5,4.5,5.5\n5,6.5,7.5,8.5\n",
    "Unnamed: 0,0,1,2\n0,0.5,1.5,2.5\n1,3.5,4.5,5.5\n2,6.5,7.5,8.5\n",
    "index,0,1,2\n0,0.5,1.5,2.5\n1,3.5,4.5,5.5\n2,6.5,7.5,8.5\n",
    "id,0,1,2\na.jpg,0.5,1.5,2.5\nb.jpg,3.5,4.5,5.5\nc.jpg,6.5,7.5,8.5\n",
    "\"\",\"V1\",\"V2\",\"V3\"\n\"1\",0.5,1.5,2.5\n\"2\",3.5,4.5,5.5\n\"3\",6.5,7.5,8.5\n",
    "512,513,514\n0.5,1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n",
    "Unnamed: 0.1,Unnamed: 0,0,1,2\n0,4,0.5,1.5,2.5\n1,7,3.5,4.5,5.5\n2,2,6.5,7.5,8.5\n",
    "0.5;1.5;2.5\n3.5;4.5;5.5\n6.5;7.5;8.5\n",
    "0\t1\t2\n0.5\t1.5\t2.5\n3.5\t4.5\t5.5\n6.5\t7.5\t8.5\n",
  ])
  func namesOfColumnsAndRowsAreNotNumbers(csv: String) throws {
    let pairs = try pairs(csv)
    #expect(try pairs.images == Matrix(rows: 3, columns: 3, values: Self.values))
    #expect(pairs.texts == pairs.images)
    #expect(pairs.labels == [0, 1, 0])
  }

  @Test(arguments: [
    "label\n0\n1\n0\n", "0\n0\n1\n0\n", ",label\n0,0\n1,1\n2,0\n", ",0\n4,0\n2,1\n7,0\n",
    "0\n1\n0\n",
  ])
  func labelsWithNames(labels: String) throws {
    let pairs = try pairs(
      "0,1,2\n0.5,1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n", labels: labels, classes: "apple\npear\n")
    #expect(pairs.labels == [0, 1, 0])
    #expect(pairs.count == 3)
  }

  /// A first row of whole numbers before others may be either.
  @Test(arguments: [
    ("0,1,2\n3,4,5\n6,7,8\n", "0, 1, 2"), ("0,1\n0.5,0.25\n0.5,0.5\n", "0, 1"),
    ("8,9\n0.5,0.25\n0.5,0.5\n", "8, 9"), ("0\n0.5\n0.25\n", "0"),
    ("0.0,1.0,2.0\n0.5,1.5,2.5\n3.5,4.5,5.5\n", "0.0, 1.0, 2.0"),
    ("1,2,3,4,5,6,7,8\n1,0,0,1,0,0,1,0\n0,0,0,1,0,0,1,0\n", "1, 2, 3, …"),
  ])
  func aRowThatMayBeEitherIsRefused(csv: String, row: String) throws {
    #expect(
      error(csv)
        == "F/images.csv: its first row, \(row), may be column names or numbers. "
        + "Name the columns f0, f1, … in the first row, or write the file with "
        + "`to_csv(path, header=False, index=False)` and floats.")
  }

  /// Rows of small whole numbers are read.
  @Test(arguments: ["1,2,3\n4,5,6\n7,8,9\n", "5,6\n7,8\n9,10\n", "0\n1\n2\n"])
  func wholeNumbersAreFeatures(csv: String) throws {
    #expect(try pairs(csv).count == 3)
  }

  /// From 0, from 1, and of rows in another order.
  @Test(arguments: [
    [0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 8], [71, 4, 19, 0, 33, 8, 52, 6],
  ])
  func anIndexWithoutANameIsRefused(index: [Int]) throws {
    let rows = index.enumerated().map { "\($1),\($0).5,1.5\n" }.joined()
    let labels = "label\n" + String(repeating: "a\nb\n", count: 4)
    #expect(
      error(rows, labels: labels)
        == "F/images.csv: its first column numbers the rows, like an index of pandas. "
        + "Write it with `to_csv(path, index=False)`, or name the column 'index' in the first row. "
        + "If it is a feature, write it as 0.0, 1.0, ….")
    let floats = index.enumerated().map { "\($1).0,\($0).5,1.5\n" }.joined()
    #expect(error(floats, labels: labels) == nil)
  }

  /// However late a number shows that a column of whole numbers is none of rows.
  @Test func aFeatureThatBeginsWithManyWholeNumbers() throws {
    let count = 65_600
    let rows = (0..<count).map { "\(count - $0),0.5" } + ["0.5,0.5"]
    let labels = "label\n" + String(repeating: "a\n", count: count + 1)
    #expect(try pairs(rows.joined(separator: "\n") + "\n", labels: labels).count == count + 1)
  }

  @Test func aMissingValueIsNoName() throws {
    #expect(
      error(",1.5,2.5\n3.5,4.5,5.5\n6.5,7.5,8.5\n")
        == "F/images.csv: row 0, column 0: '' (line 1) is not a number. "
        + "Write numbers with a decimal point, separated by commas.")
  }
}
