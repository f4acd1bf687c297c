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
          row: 0, line: 2))
    #expect(items[1].identifier == "sub/c.jpg" && items[1].row == 1)
    #expect(items.classNames == ["hot drinks", "pizza"])
    #expect(items.skipped.isEmpty)
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
      error("image,words,classes\n")
        == "F/data.csv: has no column 'text'. Name the columns image, text and classes in the "
        + "first row; found: image, words, classes.")
    #expect(
      error("image,Title,caption,classes\n")
        == "F/data.csv: has 2 columns that may be 'text': title, caption. "
        + "Name the right one 'text'.")
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
        + "\(remedy), or pass `onInvalidRow: .skip`.")
  }

  @Test func dropsRowsThatCannotBeUsed() throws {
    let items = try items(
      "image,text,classes\nx.jpg,Tea,tea\na.jpg,Tea,tea\nb.png,,tea\n", onInvalidRow: .skip)
    #expect(items.map(\.identifier) == ["a.jpg"])
    #expect(
      items.skipped.map { $0.description.replacingOccurrences(of: folder.url.path, with: "F") }
        == [
          "F/data.csv: row 0, column 0: there is no image file 'images/x.jpg' (line 2). "
            + "Put the file there, or pass `onInvalidRow: .skip`.",
          "F/data.csv: row 2, column 1: the text is empty (line 4). "
            + "Write a text, or pass `onInvalidRow: .skip`.",
        ])
    let text = errorText { () throws(HUSEError) in
      try self.items("image,text,classes\na.jpg,,tea\n", onInvalidRow: .skip)
    }
    #expect(
      text?.replacingOccurrences(of: folder.url.path, with: "F")
        == "F/data.csv: none of its 1 rows can be used. The first problem: F/data.csv: row 0, "
        + "column 1: the text is empty (line 2). Write a text, or pass `onInvalidRow: .skip`.")
  }

  @Test(arguments: [
    "file_name,caption,label\na.jpg,Green tea,tea\n",
    "Image_Path;title;category\na.jpg;Green tea;tea\n",
    "label\ttext\tfilename\ntea\tGreen tea\ta.jpg\n",
    ",image,text,class,label\n0,a.jpg,Green tea,tea,7\n",
    "image,text,classes\nimages/a.jpg,Green tea,tea\n",
    "image,text,classes\n./a.jpg,Green tea,tea\n",
    "image,text,classes\nROOT/images/a.jpg,Green tea,tea\n",
  ])
  func readsUsualNamesAndPaths(csv: String) throws {
    let items = try items(csv.replacingOccurrences(of: "ROOT", with: folder.url.path))
    #expect(items.map(\.text) == ["Green tea"] && items.map(\.className) == ["tea"])
    #expect(items.map(\.identifier) == ["a.jpg"])
    #expect(items[0].image.path == folder.url.appendingPathComponent("images/a.jpg").path)
  }

  @Test func readsImagesBesideTheTable() throws {
    try folder.write("", to: "photos/c.jpg")
    let items = try items("file_name,text,label\nphotos/c.jpg,Tea,tea\n")
    #expect(items.map(\.identifier) == ["photos/c.jpg"])
  }

  @Test(arguments: [("cre\u{300}me/e\u{301}.jpg", "cr\u{E8}me/\u{E9}.jpg")])
  func readsNamesInEitherUnicodeForm(decomposed: String, composed: String) throws {
    for (onDisk, written) in [(decomposed, composed), (composed, decomposed)] {
      try? FileManager.default.removeItem(at: folder.url.appendingPathComponent("images"))
      try folder.write("", to: "images/\(onDisk)")
      let items = try items("image,text,classes\n\(written),Tea,tea\n")
      #expect(items.count == 1)
      #expect(FileManager.default.fileExists(atPath: items[0].image.path))
    }
  }

  @Test func pathsOutOfTheFolderAreRefused() throws {
    let other = try TemporaryFolder()
    let secret = try other.write("a secret,b,c\n", to: "secret.jpg")
    let images = folder.url.appendingPathComponent("images")
    for (link, target) in [("link.jpg", secret), ("folder", other.url)] {
      try FileManager.default.createSymbolicLink(
        at: images.appendingPathComponent(link), withDestinationURL: target)
    }
    for image in ["link.jpg", "folder/secret.jpg", secret.path, "/nowhere/x.jpg"] {
      let name = image.hasPrefix("/") ? image : "images/\(image)"
      #expect(
        error("image,text,classes\n\(image),Tea,tea\n")
          == "F/data.csv: row 0, column 0: the image '\(name)' lies outside the folder 'images' "
          + "(line 2). Name a file in that folder, or pass `onInvalidRow: .skip`.")
    }
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("table.csv"), withDestinationURL: secret)
    let text = errorText { () throws(HUSEError) in
      try PairedItems(contentsOf: folder.url, table: "table.csv")
    }
    #expect(
      text == "\(folder.url.path)/table.csv: is a link to a file outside the folder. "
        + "Copy the file into the folder.")
  }

  /// The folder of images itself may lie elsewhere, and a link in the folder may stay in it.
  @Test func linksThatTheOwnerMade() throws {
    let other = try TemporaryFolder()
    try other.write("", to: "a.jpg")
    let images = folder.url.appendingPathComponent("images")
    try FileManager.default.createSymbolicLink(
      at: images.appendingPathComponent("same.jpg"),
      withDestinationURL: images.appendingPathComponent("a.jpg"))
    #expect(try items("image,text,classes\nsame.jpg,Tea,tea\n")[0].identifier == "same.jpg")
    try FileManager.default.removeItem(at: images)
    try FileManager.default.createSymbolicLink(at: images, withDestinationURL: other.url)
    #expect(try items("image,text,classes\na.jpg,Tea,tea\n")[0].identifier == "a.jpg")
  }

  /// A record that cannot be read costs itself; never does it take rows that follow.
  @Test(arguments: [
    "x.jpg,\"Open title,tea", "a.jpg,A tea, green,tea", "a.jpg,\"12\" deep\",tea", "a.jpg,tea",
    #"a.jpg,"say \"hi\" now",tea"#,
  ])
  func aBadRecordCostsItselfOnly(bad: String) throws {
    let rows = "b.png,Tea,tea\nsub/c.jpg,\"Tea, black\",tea\nb.png,More,tea\n"
    let csv = "image,text,classes\n\(bad)\n\(rows)"
    let items = try items(csv, onInvalidRow: .skip)
    #expect(items.map(\.identifier) == ["b.png", "sub/c.jpg", "b.png"])
    #expect(items.map(\.text) == ["Tea", "Tea, black", "More"])
    #expect(items.map(\.row) == [1, 2, 3])
    #expect(items.skipped.count == 1)
    let problem = error(csv)
    #expect(problem?.contains("line 2 ") == true || problem?.contains("on line 2") == true)
    #expect(problem?.hasSuffix(", or pass `onInvalidRow: .skip`.") == true)
  }

  /// The quote that stays open is closed, as it were, by one two lines below.
  @Test func anOpenQuoteDoesNotSwallowRows() throws {
    let csv =
      "image,text,classes\na.jpg,\"Open,tea\nb.png,Tea,tea\n"
      + "sub/c.jpg,closed\",tea\nb.png,More,tea\n"
    let items = try items(csv, onInvalidRow: .skip)
    #expect(items.map(\.text) == ["Tea", "closed\"", "More"])
    #expect(items.skipped.count == 1)
    #expect(
      error(csv)
        == "F/data.csv: line 2 opens a quote that is closed after line 3, which is a row itself. "
        + "Close it, or double it if it stands for itself, or pass `onInvalidRow: .skip`.")
    // Lines of a text are no rows.
    #expect(
      try self.items("image,text,classes\na.jpg,\"flour, eggs, milk\nsalt, tea, x\",tea\n").count
        == 1)
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
    let numbers = try Matrix(rows: 20, columns: 1, values: (0..<20).map(Float.init))
    let pairs = try PairedFeatures(images: numbers, texts: numbers, classes: items.map(\.className))
    let split = try pairs.split(testFraction: 0.25, seed: 7)
    #expect(train.map(\.text) == split.train.images.values.map { "Text \(Int($0))" })
    #expect(test.map(\.text) == split.test.images.values.map { "Text \(Int($0))" })
  }
}
