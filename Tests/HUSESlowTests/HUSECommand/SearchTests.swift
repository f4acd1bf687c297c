import Foundation
import HUSE
import Testing

/// `huse search` on a small model of texts.
@Suite struct SearchTests {
  private let tea: TrainedTeaModel
  private var work: TemporaryFolder { tea.work }

  init() throws { tea = try TrainedTeaModel() }

  /// The class and the text of a data set are attributes of its index, which `--where` compares.
  @Test func itemsAreFilteredByTheirAttributes() throws {
    try FileManager.default.createDirectory(
      at: work.file("data/images"), withIntermediateDirectories: true)
    var table = "image,text,classes\n"
    for (number, text) in TrainedTeaModel.texts.enumerated() {
      try Data().write(to: work.file("data/images/\(number).png"))
      table += "\(number).png,\(text),\(number < 4 ? "apple" : "tea")\n"
    }
    try Data(table.utf8).write(to: work.file("data/data.csv"))
    for more in [[], ["--approximate"]] {
      let made = try BuiltProgram(name: "huse").run(
        ["embed", "tea.huse", "--data", "data", "-o", "data.index"] + more, in: work.url)
      #expect(made.status == 0, "\(made.errors)")
      struct Item: Decodable, Equatable {
        let `class`: String
        let text: String
      }
      #expect(
        try EmbeddingIndex(contentsOf: work.file("data.index")).attributes(as: Item.self)
          == TrainedTeaModel.texts.enumerated().map {
            Item(class: $0 < 4 ? "apple" : "tea", text: $1)
          })
      let found = try work.huse(
        "search", "tea.huse", "data.index", "green apple", "-k", "8", "--where", "class=tea")
      #expect(found.status == 0, "\(found.errors)")
      #expect(
        Set(found.output.split(separator: "\n").dropFirst().map { $0.suffix(5) })
          == ["4.png", "5.png", "6.png", "7.png"])
      let one = try work.huse(
        "search", "tea.huse", "data.index", "green apple", "--where", "class=tea", "--where",
        "text=iced tea")
      #expect(one.output.hasSuffix("6.png\n") && one.output.split(separator: "\n").count == 2)
      let none = try work.huse(
        "search", "tea.huse", "data.index", "green apple", "--where", "text=7")
      #expect(none.status == 0 && none.output == "green apple\n", "\(none.errors)")
    }
    let graph = try work.huse(
      "search", "tea.huse", "data.index", "tea", "--candidates", "20", "-k", "1")
    #expect(graph.status == 0, "\(graph.errors)")
    let unknown = try work.huse("search", "tea.huse", "texts.index", "tea", "--where", "class=tea")
    #expect(unknown.status == 1)
    #expect(
      unknown.errors.contains(
        "texts.index: its items have no attributes for --where. Make the index again with `huse "
          + "embed --data`, which writes class and text."), "\(unknown.errors)")
    let exact = try work.huse("search", "tea.huse", "texts.index", "tea", "--candidates", "20")
    #expect(exact.status == 1)
    #expect(
      exact.errors.contains(
        "--candidates: expected an index that embed wrote with --approximate, without --exact"),
      "\(exact.errors)")
  }

  @Test func anApproximateIndexIsSearchedByItsGraphOrExactly() throws {
    let input = TrainedTeaModel.texts.joined(separator: "\n")
    let made = try work.huse(
      "embed", "tea.huse", "--approximate", "-o", "graph.index", input: input,
      from: BuiltProgram.folderOfTheTests)
    #expect(made.status == 0, "\(made.errors)")
    let index = try ApproximateIndex(contentsOf: work.file("graph.index"))
    #expect(try index.items.embeddings == tea.model.embed(texts: TrainedTeaModel.texts))
    #expect(try index.items.modelFingerprint == tea.model.fingerprint)
    let found = try work.huse("search", "tea.huse", "graph.index", "-k", "3", "iced tea")
    let exact = try work.huse("search", "tea.huse", "graph.index", "-k", "3", "--exact", "iced tea")
    #expect(found.status == 0 && found.output == exact.output, "\(found.errors)")
    #expect(found.output.hasPrefix("iced tea\n  0.000  iced tea\n"))
    let inspected = try work.huse("inspect", "graph.index", "--json")
    struct Inspected: Decodable {
      let approximate: Bool
    }
    let description = try JSONDecoder().decode(Inspected.self, from: Data(inspected.output.utf8))
    #expect(description.approximate)
    let refused = try work.huse("embed", "tea.huse", "--approximate", "-o", "e.npy", input: input)
    #expect(
      refused.errors.contains(
        "--approximate is of an index: pass --output with a .safetensors file."))
  }

  @Test func anIndexOfAnotherModelIsRefused() throws {
    var model = try tea.model
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-2), batchSize: 8, seed: 3)
    try trainer.train(
      &model, on: PairedFeatures(contentsOf: work.file("pairs.safetensors")),
      minimizing: ClassificationLoss(), epochs: 1)
    try model.write(to: work.file("later.huse"))
    let refused = try work.huse("search", "later.huse", "texts.index", "hot tea")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("index: was made with another model, of the fingerprint xxh64:"))
    let described = try work.huse("inspect", "tea.huse")
    let index = try work.huse("inspect", "texts.index")
    let fingerprint = try model.fingerprint
    #expect(!described.output.contains(fingerprint))
    #expect(described.output.contains(try tea.model.fingerprint))
    #expect(index.output.contains(try tea.model.fingerprint))
  }

  @Test func resultsOfASearchComeAsTextLinesAndArrays() throws {
    let index = try EmbeddingIndex(contentsOf: work.file("texts.index"))
    let queries = ["sour apple", "hot tea"]
    let expected = try index.nearest(2, to: tea.model.embed(texts: queries))
    let text = try work.huse(
      "search", "tea.huse", "texts.index", "-k", "2", "sour apple", "hot tea")
    #expect(text.status == 0, "\(text.errors)")
    let lines = zip(queries, expected).flatMap { query, matches in
      [query]
        + matches.map { "  \(String(format: "%.3f", $0.distance))  \($0.identifier)" }
    }
    #expect(text.output == lines.joined(separator: "\n") + "\n")
    #expect(expected[0][0].identifier.contains("apple"))
    #expect(expected[1][0].identifier.contains("tea"))

    let input = queries.joined(separator: "\n") + "\n"
    let tensors = try work.huse(
      "search", "tea.huse", "texts.index", "-k", "2", "-o", "found.safetensors", input: input)
    #expect(tensors.status == 0, "\(tensors.errors)")
    let file = try SafetensorsFile(contentsOf: work.file("found.safetensors"))
    #expect(try file.integers("positions") == expected.flatMap { $0.map(\.position) })
    #expect(try file.tensor("distances").matrix.values == expected.flatMap { $0.map(\.distance) })
    #expect(file.shape(of: "distances") == [2, 2])

    let array = try work.huse(
      "search", "tea.huse", "texts.index", "-k", "2", "-o", "found.npy", input: input)
    #expect(array.status == 0, "\(array.errors)")
    let rows = try NPYFile(contentsOf: work.file("found.npy")).matrix()
    #expect(rows.rows == 4 && rows.columns == 3)
    #expect(rows[3, 0] == 1 && rows[3, 1] == Float(expected[1][1].position))
    #expect(rows[3, 2] == expected[1][1].distance)
  }
}
