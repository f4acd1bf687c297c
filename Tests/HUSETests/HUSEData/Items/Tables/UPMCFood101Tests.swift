import Foundation
import HUSEData
import Testing

@Suite struct UPMCFood101Tests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for path in [
      "train/apple_pie/apple_pie_0.jpg", "train/sushi/sushi_1.jpg",
      "test/sushi/sushi_2.jpg",
    ] {
      try folder.write("", to: "images/\(path)")
    }
  }

  private static let train =
    "apple_pie_0.jpg,\"Apple Pie,  the best\",apple_pie\nsushi_1.jpg,Sushi at home,sushi\n"
  private static let test = "sushi_2.jpg,Sushi!,sushi\n"

  private func check() throws {
    let food = try UPMCFood101(contentsOf: folder.url)
    #expect(food.train.map(\.text) == ["Apple Pie, the best", "Sushi at home"])
    #expect(food.train.map(\.className) == ["apple_pie", "sushi"])
    #expect(
      food.train[0].image
        == folder.url.appendingPathComponent("images/train/apple_pie/apple_pie_0.jpg"))
    #expect(food.test.map(\.identifier) == ["test/sushi/sushi_2.jpg"])
    #expect(food.classNames == ["apple_pie", "sushi"])
  }

  @Test func readsTitlesWithoutNamesOfColumns() throws {
    try folder.write(Self.train, to: "train_titles.csv")
    try folder.write(Self.test, to: "test_titles.csv")
    try check()
  }

  @Test func readsTitlesWithNamesOfColumns() throws {
    try folder.write("image,text,class\n" + Self.train, to: "train_titles.csv")
    try folder.write("image,text,class\n" + Self.test, to: "test_titles.csv")
    try check()
  }

  @Test func readsTitlesInTheirFolder() throws {
    try folder.write(Self.train, to: "texts/train_titles.csv")
    try folder.write(Self.test, to: "texts/test_titles.csv")
    try check()
  }

  /// The first record is a row like others, also where it cannot be read.
  @Test(arguments: [
    "apple_pie_0.jpg,Apple Pie,  the best,apple_pie\n", "apple_pie_0.jpg,\"Open,apple_pie\n",
    "apple_pie_0.jpg,\"12\" pie\",apple_pie\n",
  ])
  func aFirstRecordThatCannotBeReadCostsItself(bad: String) throws {
    let rows = String(repeating: "sushi_1.jpg,\"Sushi, at home\",sushi\n", count: 3)
    try folder.write(bad + rows, to: "train_titles.csv")
    try folder.write(Self.test, to: "test_titles.csv")
    let food = try UPMCFood101(contentsOf: folder.url, onInvalidRow: .skip)
    #expect(food.train.map(\.text) == Array(repeating: "Sushi, at home", count: 3))
    #expect(food.items.skipped.count == 1)
  }

  @Test func whatIsWrong() throws {
    func error() -> String? {
      errorText { () throws(HUSEError) in try UPMCFood101(contentsOf: folder.url) }?
        .replacingOccurrences(of: folder.url.path, with: "F")
    }
    try folder.write(Self.train, to: "train_titles.csv")
    #expect(
      error()
        == "F/test_titles.csv: no such file or folder. The layout of UPMC Food-101 has "
        + "train_titles.csv and test_titles.csv in the folder or in its folder texts.")
    try folder.write("sushi_2.jpg,Sushi!\n", to: "test_titles.csv")
    #expect(error() == "F/test_titles.csv: has 2 columns. Write rows of image, text, class.")
    try folder.write("sushi_2.jpg,Sushi!,susi\n", to: "test_titles.csv")
    #expect(
      error()
        == "F/test_titles.csv: row 0, column 0: there is no image file "
        + "'images/test/susi/sushi_2.jpg' (line 1). "
        + "Put the file there, or pass `onInvalidRow: .skip`.")
  }
}
