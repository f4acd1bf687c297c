import Foundation
import HUSE
import Testing

/// `huse index` and `huse search --postgres` with the server that `Scripts/test` starts.
@Suite struct TableTests {
  private let work: TemporaryFolder
  private let url: String
  /// A table of this test alone.
  private let table = "tea_\(UUID().uuidString.lowercased().prefix(8))"

  init() throws {
    url = try #require(
      ProcessInfo.processInfo.environment["HUSE_POSTGRES"],
      "Set HUSE_POSTGRES to the URL that Scripts/postgres-server start prints, or run Scripts/test")
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
    let model = try SharedEmbedding(contentsOf: work.file("tea.huse"))
    let index = try EmbeddingIndex(contentsOf: work.file("texts.index"))
    var known = try EmbeddingIndex(
      index.embeddings, identifiers: index.identifiers, modelFingerprint: model.fingerprint)
    try known.setAttributes(
      TeaModel.texts.enumerated().map { number, text in
        ["drink": "\(text.hasSuffix("tea"))", "number": "\(number)"]
      })
    try known.write(to: work.file("known.index"))
  }

  private func load(_ more: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      ["index", "known.index", "--postgres", url, "--postgres-table", table] + more, in: work.url)
  }

  private func search(_ more: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      ["search", "tea.huse", "--postgres", url, "--postgres-table", table] + more, in: work.url)
  }

  @Test func aTableAnswersAsTheIndexDoes() throws {
    let loaded = try load()
    #expect(loaded.status == 0, "\(loaded.errors)")
    #expect(loaded.output == "4 items in the table public.\(table).\n")
    #expect(loaded.errors.contains("4 of 4 items copied\nbuilding the indexes of 4 items\n"))
    let json = try load("--json")
    #expect(json.output.hasSuffix("{\"items\":4}\n"), "\(json.output)")

    let expected = try work.huse("search", "tea.huse", "known.index", "-k", "3", "red apple", "tea")
    for more in [["--exact"], ["--candidates", "100"], []] {
      let found = try BuiltProgram(name: "huse").run(
        [
          "search", "tea.huse", "red apple", "tea", "--postgres", url, "--postgres-table", table,
          "-k", "3",
        ]
          + more, in: work.url)
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output == expected.output)
    }
    let lines = try search("--json", "-k", "4", "--where", "drink=\"true\"", "red apple")
    struct Line: Decodable {
      struct Found: Decodable { let id: String }
      let id: String
      let matches: [Found]
    }
    let line = try JSONDecoder().decode(Line.self, from: Data(lines.output.utf8))
    #expect(line.id == "red apple")
    #expect(line.matches.map(\.id).sorted() == ["black tea", "green tea"])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(try load("--quiet").status == 0)
    try TeaModel.write(to: work, classNames: ["apple", "tea leaves"])
    let other = try search("red apple")
    #expect(other.status == 1)
    #expect(other.errors.contains("table 'public.\(table)': was made with another model"))

    let refused = try load("--duplicates", "fail")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains(
        "is already in the table 'public.\(table)'. Give it another name, or pass "
          + "--duplicates update."))

    let password = try work.huse(
      "index", "known.index", "--postgres", "postgresql://ada:ses@me@host/food")
    #expect(password.status == 1)
    #expect(password.errors.contains("PostgreSQL address: expected a URL"))
    #expect(!password.errors.contains("ses@me"))
  }

  @Test(
    arguments: [
      (["index", "known.index"], "Pass --postgres with the address of a database."),
      (
        ["search", "tea.huse"], "Pass an index that embed wrote, or --postgres with a database."
      ),
      (
        ["search", "tea.huse", "known.index", "tea", "--candidates", "0"],
        "--candidates: expected a number above 0, found 0."
      ),
      (
        ["search", "tea.huse", "tea", "--postgres", "", "--where", "soup"],
        "--where 'soup' is not of the form KEY=VALUE."
      ),
      (
        ["search", "tea.huse", "tea", "--postgres", "", "-o", "found.npy"],
        "--format npy holds positions, which the items of a table do not have."
      ),
      (
        ["search", "tea.huse", "tea", "--postgres", "", "--data", "pairs.safetensors"],
        "--data goes without inputs."
      ),
    ])
  func optionsThatDoNotGoTogetherAreNamed(arguments: [String], message: String) throws {
    let outcome = try BuiltProgram(name: "huse").run(arguments, in: work.url)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
