import Foundation
import HUSEData
import Testing

@Suite struct CSVReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func records(_ text: String) throws -> [[String]] {
    var reader = try CSVReader(contentsOf: folder.write(text, to: "\(UUID().uuidString).csv"))
    var result: [[String]] = []
    while let record = try reader.next() { result.append(try record.texts()) }
    return result
  }

  private func error(_ data: Data) throws -> String? {
    let url = try folder.write(data, to: "\(UUID().uuidString).csv")
    let text = errorText { () throws(HUSEError) in
      var reader = try CSVReader(contentsOf: url)
      while let record = try reader.next() { _ = try record.texts() }
    }
    return text.map { $0.replacingOccurrences(of: url.path, with: "F") }
  }

  private func error(_ text: String) throws -> String? { try error(Data(text.utf8)) }

  @Test(arguments: [
    ("", []),
    ("\n\r\n\n", []),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("\u{FEFF}a,b\n", [["a", "b"]]),
    ("a,\n,b\n,\n", [["a", ""], ["", "b"], ["", ""]]),
    ("\"a,b\",\"c\"\n", [["a,b", "c"]]),
    ("\"a\nb\",\"c\r\nd\"\n", [["a\nb", "c\r\nd"]]),
    ("\"say \"\"hi\"\"\",\"\"\n", [["say \"hi\"", ""]]),
    ("\"\"\"\",\"\"\"\"\"\"\n", [["\"", "\"\""]]),
    ("6\" pan,a \"b\" c\n", [["6\" pan", "a \"b\" c"]]),
    (" a , b \n", [[" a ", " b "]]),
    ("crème,寿司\n\n\nx,y\n", [["crème", "寿司"], ["x", "y"]]),
  ])
  func readsRecords(text: String, expected: [[String]]) throws {
    #expect(try records(text) == expected)
  }

  @Test func knowsTheLineOfARecord() throws {
    let text = "a,b\n\n\"x\ny\r\nz\",c\nd,e"
    var reader = try CSVReader(contentsOf: folder.write(text, to: "lines.csv"))
    var lines: [Int] = []
    while let record = try reader.next() { lines.append(record.line) }
    #expect(lines == [1, 3, 6])
  }

  @Test func raggedRecords() throws {
    let remedy = "Quote fields that contain commas, or add the missing fields."
    #expect(
      try error("a,b\n\"c\nc\",d\ne,f,g\n")
        == "F: line 4 has 3 fields, but the others have 2. \(remedy)")
    #expect(try error("a,b\nc\n") == "F: line 2 has 1 field, but the others have 2. \(remedy)")
  }

  @Test func anOpenQuote() throws {
    #expect(
      try error("a,b\nc,\"d\ne,f\n")
        == "F: the quote that opens on line 2 is not closed. "
        + "Close it, or double it if it stands for itself.")
  }

  @Test func textBehindAClosingQuote() throws {
    #expect(
      try error("a,b\n\"c\" d,e\n")
        == "F: line 2 has text after a closing quote. "
        + "Double the quotes within a quoted field, and quote the whole field.")
  }

  /// What a reader that goes on after errors finds: the records, and the lines of the others.
  private func recovered(_ text: String) throws -> (records: [[String]], problems: [String]) {
    var reader = CSVReader(bytes: Array(text.utf8), path: "F")
    var (records, problems): ([[String]], [String]) = ([], [])
    while true {
      do {
        guard let record = try reader.next() else { return (records, problems) }
        records.append(try record.texts())
      } catch { problems.append("\(error)".components(separatedBy: ".")[0]) }
    }
  }

  @Test(arguments: [
    ("\"Open,c", "F: line 4 has text after a closing quote that opens on line 2"),
    ("\"12\" deep\",c", "F: line 2 has text after a closing quote"),
    (#""a \"b\" c",d"#, "F: line 2 has text after a closing quote"),
    ("a, b, c", "F: line 2 has 3 fields, but the others have 2"),
    ("a, \"b, c\"", "F: line 2 has 3 fields, but the others have 2"),
    ("a", "F: line 2 has 1 field, but the others have 2"),
  ])
  func aBadRecordCostsItselfOnly(bad: String, problem: String) throws {
    let found = try recovered("a,b\n\(bad)\nc,d\ne,\"f, \"\"g\"\"\"\n\"h\",i\n")
    #expect(found.records == [["a", "b"], ["c", "d"], ["e", "f, \"g\""], ["h", "i"]])
    #expect(found.problems.count == 1)
    if !bad.contains("Open") { #expect(found.problems == [problem]) }
  }

  @Test func anOpenQuoteAtTheEndCostsItsLineOnly() throws {
    let found = try recovered("a,b\nc,\"d\ne,f\ng,h\n")
    #expect(found.records == [["a", "b"], ["e", "f"], ["g", "h"]])
    #expect(found.problems == ["F: the quote that opens on line 2 is not closed"])
  }

  @Test func aFieldThatIsTooLongCostsItself() throws {
    let long = String(repeating: "x", count: CSVReader.longestField + 1)
    let found = try recovered("a,b\n\(long),c\nd,e\n")
    #expect(found.records == [["a", "b"], ["d", "e"]])
    #expect(found.problems == ["F: line 2 ends a field of 4194305 bytes, more than 4194304"])
  }

  @Test(arguments: [
    ("a;b;c\nd, e;f;g\n", [["a", "b", "c"], ["d, e", "f", "g"]]),
    ("a\tb\nc, d\te; f\n", [["a", "b"], ["c, d", "e; f"]]),
    ("a,b\nc; d,e\tf\n", [["a", "b"], ["c; d", "e\tf"]]),
    ("\"a;b\",c\n\"d;e\",f\n", [["a;b", "c"], ["d;e", "f"]]),
    (
      "x.jpg;A, b, c;d\ny.jpg;E;f\nz.jpg;G, h;i\n",
      [
        ["x.jpg", "A, b, c", "d"], ["y.jpg", "E", "f"], ["z.jpg", "G, h", "i"],
      ]
    ),
  ])
  func findsTheSeparator(text: String, expected: [[String]]) throws {
    #expect(try records(text) == expected)
  }

  @Test func whatIsNotUTF8() throws {
    #expect(
      try error(Data("a,b\nc,".utf8) + [0xE9, 0x0A])
        == "F: line 2, field 2 is not UTF-8. Save the file in UTF-8.")
    for encoding in [String.Encoding.utf16, .utf16BigEndian] {
      let mark = encoding == .utf16 ? Data() : Data([0xFE, 0xFF])
      let table = try mark + #require("1.5,2.5\n".data(using: encoding))
      #expect(try error(table) == "F: is UTF-16. Save the file in UTF-8.")
    }
  }
}
