import Foundation
import HUSEData
import Testing

@Suite struct PairedItemsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.jpg", "b.png", "sub/c.jpg"] { try folder.write(name, to: "images/\(name)") }
  }

  private func items(
    _ csv: String, onInvalidRow: InvalidRowPolicy = .fail
  ) throws(HUSEError) -> PairedItems {
    let url = folder.url.appendingPathComponent("data.csv")
    try? Data(csv.utf8).write(to: url)
    return try PairedItems(contentsOf: folder.url, onInvalidRow: onInvalidRow)
  }

  private func error(_ csv: String) -> String? {
    errorText { () throws(HUSEError) in try items(csv) }?
      .replacingOccurrences(of: folder.url.path, with: "F")
  }

  @Test func readsRowsAndCleansTexts() throws {
    let items = try items(
      """
      image,text,classes
      a.jpg,"  Thin-crust\tpizza,
        with\u{A0}basil ", pizza
      sub/c.jpg,Tea,hot   drinks
      """)
    #expect(items.count == 2)
    #expect(
      items[0]
        == PairedItem(
          image: folder.url.appendingPathComponent("images/a.jpg"),
          text: "Thin-crust pizza, with basil", className: "pizza", identifier: "a.jpg",
          row: 0))
    #expect(items[1].identifier == "sub/c.jpg" && items[1].row == 1)
    #expect(items.classNames == ["hot drinks", "pizza"])
    #expect(items.dropped.isEmpty)
  }

  @Test func readsColumnsInAnyOrder() throws {
    let items = try items("id,Class,Image , text\n7,tea,a.jpg,Green tea\n")
    #expect(items.map(\.className) == ["tea"])
    #expect(items.map(\.text) == ["Green tea"])
    #expect(items.map(\.identifier) == ["a.jpg"])
  }

  @Test func missingFilesAndColumns() {
    #expect(
      errorText { () throws(HUSEError) in try PairedItems(contentsOf: folder.url) }
        == "\(folder.url.path)/data.csv: no such file or folder. A folder of items holds data.csv "
        + "(columns image, text, classes) and images/. "
        + "The layout of UPMC Food-101 is read by `UPMCFood101(contentsOf:)`.")
    #expect(
      error("image,title,classes\n")
        == "F/data.csv: has no column 'text'. Name the columns image, text and classes in the "
        + "first row; found: image, title, classes.")
    #expect(
      error("")
        == "F/data.csv: has no column 'image'. Name the columns image, text and classes in the "
        + "first row; found: nothing.")
    #expect(error("image,text,classes\n") == "F/data.csv: has no rows. Write a row for each item.")
  }

  @Test(arguments: [
    (
      "b.jpg,Tea,tea", 0, "there is no image file 'images/b.jpg'", "Put the file there"
    ),
    ("sub,Tea,tea", 0, "there is no image file 'images/sub'", "Put the file there"),
    (
      "../data.csv,Tea,tea", 0, "the image 'images/../data.csv' lies outside the folder 'images'",
      "Name a file in that folder"
    ),
    (
      "sub/../../data.csv,Tea,tea", 0,
      "the image 'images/sub/../../data.csv' lies outside the folder 'images'",
      "Name a file in that folder"
    ),
    (" ,Tea,tea", 0, "the image is empty", "Name a file"),
    ("a.jpg, \t,tea", 1, "the text is empty", "Write a text"),
    ("a.jpg,Tea,", 2, "the class is empty", "Name a class"),
  ])
  func rowsThatCannotBeUsed(row: String, column: Int, problem: String, remedy: String) {
    #expect(
      error("image,text,classes\nb.png,\"two\nlines\",tea\n\(row)\n")
        == "F/data.csv: row 1, column \(column): \(problem) (line 4). "
        + "\(remedy), or pass `onInvalidRow: .drop`.")
  }

  @Test func dropsRowsThatCannotBeUsed() throws {
    let items = try items(
      "image,text,classes\nx.jpg,Tea,tea\na.jpg,Tea,tea\nb.png,,tea\n", onInvalidRow: .drop)
    #expect(items.map(\.identifier) == ["a.jpg"])
    #expect(
      items.dropped.map { $0.description.replacingOccurrences(of: folder.url.path, with: "F") }
        == [
          "F/data.csv: row 0, column 0: there is no image file 'images/x.jpg' (line 2). "
            + "Put the file there, or pass `onInvalidRow: .drop`.",
          "F/data.csv: row 2, column 1: the text is empty (line 4). "
            + "Write a text, or pass `onInvalidRow: .drop`.",
        ])
    let text = errorText { () throws(HUSEError) in
      try self.items("image,text,classes\na.jpg,,tea\n", onInvalidRow: .drop)
    }
    #expect(
      text?.replacingOccurrences(of: folder.url.path, with: "F")
        == "F/data.csv: none of its 1 rows can be used. The first problem: F/data.csv: row 0, "
        + "column 1: the text is empty (line 2). Write a text, or pass `onInvalidRow: .drop`.")
  }

  @Test func readsAnotherTable() throws {
    try folder.write("image,text,classes\na.jpg,Tea,tea\n", to: "bare.csv")
    #expect(try PairedItems(contentsOf: folder.url, table: "bare.csv").map(\.text) == ["Tea"])
  }

  @Test func itemsOfOneGroupStayTogether() throws {
    let rows = (0..<40).map { "a.jpg,Text \($0),tea,\($0 < 20 ? "pair \($0 / 2)" : " ")\n" }
    let items = try items("image,text,classes,group\n" + rows.joined())
    #expect(items[3].group == "pair 1")
    #expect(items[20].group == nil)
    for seed in 0..<10 as Range<UInt64> {
      let (train, test) = try items.split(testFraction: 0.5, seed: seed)
      #expect(train.count == 20 && test.count == 20)
      #expect(Set(train.compactMap(\.group)).isDisjoint(with: test.compactMap(\.group)))
    }
  }

  @Test func splitsAsItsFeaturesWould() throws {
    let rows = (0..<20).map { "a.jpg,Text \($0),\($0 % 3 == 0 ? "tea" : "apple")\n" }
    let items = try items("image,text,classes\n" + rows.joined())
    let (train, test) = try items.split(testFraction: 0.25, seed: 7)
    let numbers = Matrix(rows: 20, columns: 1, values: (0..<20).map(Float.init))
    let pairs = try PairedFeatures(images: numbers, texts: numbers, classes: items.map(\.className))
    let split = try pairs.split(testFraction: 0.25, seed: 7)
    #expect(train.map(\.text) == split.train.images.values.map { "Text \(Int($0))" })
    #expect(test.map(\.text) == split.test.images.values.map { "Text \(Int($0))" })
  }
}
