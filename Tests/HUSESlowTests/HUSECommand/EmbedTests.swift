import Foundation
import HUSE
import Testing

/// `huse embed` on a small model of texts.
@Suite struct EmbedTests {
  private let tea: TrainedTeaModel
  private var work: TemporaryFolder { tea.work }

  init() throws { tea = try TrainedTeaModel() }

  private struct Line: Decodable {
    let id: String
    let embedding: [Float]
  }

  @Test func embeddingsComeAsLinesArraysAndIndexes() throws {
    let programs = BuiltProgram.folderOfTheTests
    let expected = try tea.model.embed(texts: TrainedTeaModel.texts)
    let input = TrainedTeaModel.texts.joined(separator: "\n")
    let lines = try work.huse("embed", "tea.huse", input: input, from: programs)
    #expect(lines.status == 0, "\(lines.errors)")
    let parsed = try lines.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(parsed.map(\.id) == TrainedTeaModel.texts)
    #expect(parsed.map(\.embedding) == expected.map { Array($0) })

    let array = try work.huse("embed", "tea.huse", "-o", "e.npy", input: input, from: programs)
    #expect(array.status == 0 && array.output.isEmpty, "\(array.errors)")
    #expect(try NPYFile(contentsOf: work.file("e.npy")).matrix() == expected.vectors)

    let index = try work.huse("embed", "tea.huse", "-o", "e.index", input: input, from: programs)
    #expect(index.status == 0, "\(index.errors)")
    let read = try EmbeddingIndex(contentsOf: work.file("e.index"))
    #expect(read.embeddings == expected && read.identifiers == TrainedTeaModel.texts)

    let rows = try work.huse(
      "embed", "tea.huse", "--images", "--data", "pairs.safetensors", "-o", "rows.index",
      from: programs)
    #expect(rows.status == 0, "\(rows.errors)")
    let items = try EmbeddingIndex(contentsOf: work.file("rows.index"))
    #expect(
      try items.embeddings == EmbeddingIndex(contentsOf: work.file("texts.index")).embeddings)
    #expect(
      try items.attributes(as: [String: String].self)
        == ["apple", "apple", "apple", "apple", "tea", "tea", "tea", "tea"].map { ["class": $0] })
  }

  @Test func linesOfStandardInputAsPeopleWriteThem() throws {
    let plain = try work.huse(
      "embed", "tea.huse", input: "\u{FEFF}red apple\n\n  \ngreen tea\r\n\n")
    #expect(plain.status == 0, "\(plain.errors)")
    func names(_ outcome: BuiltProgram.Outcome) throws -> [String] {
      try outcome.output.split(separator: "\n").map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8)).id
      }
    }
    #expect(try names(plain) == ["red apple", "green tea"])
    let json = try work.huse(
      "embed", "tea.huse", "--json-lines",
      input: """
        \u{FEFF}{"id": null, "text": "red apple"}

        {"id": true, "text": "a"}
        {"id": 7, "text": "b"}
        {"id": 12345678901234567890123, "text": "c"}
        {"id": "x", "text": "d", "image": "d.png"}
        {"text": "e", "more": [1, {}]}
        """)
    #expect(json.status == 0, "\(json.errors)")
    #expect(
      try names(json) == ["red apple", "true", "7", "12345678901234567890123", "x", "e"])
    let other = try work.huse(
      "embed", "tea.huse", "--json-lines", input: "\n{\"image\": \"a.png\"}\n")
    #expect(other.status == 1)
    #expect(
      other.errors.contains(
        "standard input: row 1: expected an object with a text 'text', found {\"image\": "
          + "\"a.png\"}. Pass --images, or write 'text'."))
  }

  @Test func inputsThatCannotBeUsedAreNamedWithTheirLine() throws {
    let blank = try work.huse("embed", "tea.huse", input: "tea\n \n")
    #expect(blank.status == 0)
    let empty = try work.huse(
      "embed", "tea.huse", "--json-lines", input: "{\"text\": \"tea\"}\n{\"text\": \" \"}\n")
    #expect(empty.status == 1)
    #expect(empty.errors.contains("standard input: row 1: the text is empty."))
    let noObject = try work.huse(
      "embed", "tea.huse", "--json-lines", input: "{\"text\": \"tea\"}\n{\"image\": \"a\"}\n")
    #expect(noObject.status == 1)
    #expect(
      noObject.errors.contains("standard input: row 1: expected an object with a text 'text'"))
    let images = try work.huse("classify", "tea.huse", "--images", "a.png")
    #expect(images.status == 1)
    #expect(images.errors.contains("tea.huse: the model has no image encoder"))
    let both = try work.huse("embed", "tea.huse", "tea", "--data", "pairs.safetensors")
    #expect(both.status == 64)
    #expect(both.errors.contains("--data goes without inputs."))
    let noFile = try work.huse("embed", "tea.huse", "tea", "--format", "npy")
    #expect(noFile.status == 64)
    #expect(noFile.errors.contains("--format npy needs --output."))
    let notAnIndex = try work.huse("search", "tea.huse", "tea.huse", "tea")
    #expect(notAnIndex.status == 1)
    #expect(notAnIndex.errors.contains("tea.huse: is not an index"))
  }
}
