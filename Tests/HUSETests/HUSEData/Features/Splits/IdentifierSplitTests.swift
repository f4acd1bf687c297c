import Foundation
import HUSE
import Testing

@Suite struct IdentifierSplitTests {
  private let folder: TemporaryFolder
  private var file: URL { folder.url.appendingPathComponent("split.csv") }

  init() throws { folder = try TemporaryFolder() }

  private func error(_ text: String) throws -> String? {
    try folder.write(text, to: "split.csv")
    return errorText { () throws(HUSEError) in try IdentifierSplit(contentsOf: file) }?
      .replacing(file.path, with: "F")
  }

  @Test func aSplitIsWrittenAndRead() throws {
    let split = IdentifierSplit(
      train: ["a,b.png", "say \"tea\"", "two\nlines"], validation: ["c"], test: ["d; e", "f"])
    try split.write(to: file)
    #expect(
      try String(contentsOf: file, encoding: .utf8)
        == "identifier,part\n\"a,b.png\",train\n\"say \"\"tea\"\"\",train\n\"two\nlines\",train\n"
        + "c,validation\n\"d; e\",test\nf,test\n")
    #expect(try IdentifierSplit(contentsOf: file) == split)
  }

  @Test func rowsAreInTheOrderOfTheSplit() throws {
    let split = IdentifierSplit(train: ["d", "a"], validation: [], test: ["c"])
    let rows = try split.rows(of: ["a", "b", "c", "d"], source: "data")
    #expect(rows.train == [3, 0] && rows.validation == [] && rows.test == [2])
  }

  @Test func rowsOfAPartNeedNoOtherPart() throws {
    let split = IdentifierSplit(train: ["gone", "a"], validation: ["b"], test: ["d", "c"])
    #expect(try split.rows(of: .test, in: ["a", "b", "c", "d"], source: "data") == [3, 2])
    #expect(try split.rows(of: .validation, in: ["a", "b"], source: "data") == [1])
    #expect(split[.validation] == ["b"])
  }

  @Test func filesThatAreNoSplitAreRefused() throws {
    #expect(
      try error("name,part\na,train\n")
        == "F: has no columns identifier and part. Write a first line identifier,part and a line "
        + "such as photo.jpg,train for each row.")
    #expect(
      try error("part,identifier\ntrain,a\ntest,b\nTrain,c\n")
        == "F: row 2: 'Train' is no part (line 4). Write train, validation or test.")
    #expect(
      try error("identifier,part\na,train\nb,train\na,test\n")
        == "F: row 2: 'a' is on line 2 as well (line 4). Keep one of the lines.")
  }

  @Test func dataThatDoesNotFitIsRefused() {
    func error(_ split: IdentifierSplit, _ identifiers: [String]) -> String? {
      errorText { () throws(HUSEError) in _ = try split.rows(of: identifiers, source: "data") }
    }
    #expect(
      error(IdentifierSplit(train: ["apple"], test: ["berries"]), ["apple", "berry"])
        == "data: has no row 'berries', which the split has for test. "
        + "Correct the split, or pass the data that it is for.")
    #expect(
      error(IdentifierSplit(train: ["photo-1"]), ["photo-10"])
        == "data: has no row 'photo-1', which the split has for train. Did you mean 'photo-10'?")
    #expect(
      error(IdentifierSplit(train: ["a"]), ["a", "b", "a"])
        == "data: has 2 rows 'a'. Give each row an identifier of its own.")
    #expect(
      error(IdentifierSplit(train: [], test: ["a"]), ["a", "b"])
        == "data: has no rows that the split has for train. Name some of them in the split.")
  }
}
