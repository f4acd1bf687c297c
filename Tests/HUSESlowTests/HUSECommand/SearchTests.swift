import Foundation
import HUSE
import Testing

/// `huse embed`, `search`, `classify` and `inspect` on a small model of texts.
@Suite struct SearchTests {
  private static let texts = [
    "red apple", "green apple", "apple pie", "ripe apple", "black tea", "green tea", "iced tea",
    "tea with milk",
  ]
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 64)
    let features = try encoder.features(of: Self.texts)
    let pairs = try PairedFeatures(
      images: features, texts: features, labels: [0, 0, 0, 0, 1, 1, 1, 1],
      classNames: ["apple", "tea"], identifiers: Self.texts)
    try pairs.write(to: work.file("pairs.safetensors"))
    var model = try SharedEmbedding(
      imageTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 1),
      textTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 2),
      classNames: pairs.classNames, textEncoder: encoder)
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-2), batchSize: 8, seed: 3)
    try trainer.train(
      &model, on: pairs, minimizing: 0.5 * ClassificationLoss() + 0.5 * GapLoss(), epochs: 200)
    try model.write(to: work.file("tea.huse"))
    try EmbeddingIndex(
      try model.embed(imageFeatures: features), identifiers: Self.texts,
      modelFingerprint: model.fingerprint
    ).write(to: work.file("texts.index"))
  }

  private var model: SharedEmbedding {
    get throws { try SharedEmbedding(contentsOf: work.file("tea.huse")) }
  }

  private struct Line: Decodable {
    let id: String
    let embedding: [Float]
  }

  @Test func embeddingsComeAsLinesArraysAndIndexes() throws {
    let expected = try model.embed(texts: Self.texts)
    let input = Self.texts.joined(separator: "\n")
    let lines = try work.huse("embed", "tea.huse", input: input)
    #expect(lines.status == 0, "\(lines.errors)")
    let parsed = try lines.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(parsed.map(\.id) == Self.texts)
    #expect(parsed.map(\.embedding) == expected.map { Array($0) })

    let array = try work.huse("embed", "tea.huse", "-o", "e.npy", input: input)
    #expect(array.status == 0 && array.output.isEmpty, "\(array.errors)")
    #expect(try NPYFile(contentsOf: work.file("e.npy")).matrix() == expected.vectors)

    let index = try work.huse("embed", "tea.huse", "-o", "e.index", input: input)
    #expect(index.status == 0, "\(index.errors)")
    let read = try EmbeddingIndex(contentsOf: work.file("e.index"))
    #expect(read.embeddings == expected && read.identifiers == Self.texts)

    let rows = try work.huse(
      "embed", "tea.huse", "--images", "--data", "pairs.safetensors", "-o", "rows.index")
    #expect(rows.status == 0, "\(rows.errors)")
    let items = try EmbeddingIndex(contentsOf: work.file("rows.index"))
    #expect(
      try items.embeddings == EmbeddingIndex(contentsOf: work.file("texts.index")).embeddings)
    #expect(
      try items.attributes(as: [String: String].self)
        == ["apple", "apple", "apple", "apple", "tea", "tea", "tea", "tea"].map { ["class": $0] })
  }

  /// The class and the text of a data set are attributes of its index, which `--where` compares.
  @Test func itemsAreFilteredByTheirAttributes() throws {
    try FileManager.default.createDirectory(
      at: work.file("data/images"), withIntermediateDirectories: true)
    var table = "image,text,classes\n"
    for (number, text) in Self.texts.enumerated() {
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
          == Self.texts.enumerated().map { Item(class: $0 < 4 ? "apple" : "tea", text: $1) })
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
    let input = Self.texts.joined(separator: "\n")
    let made = try work.huse(
      "embed", "tea.huse", "--approximate", "-o", "graph.index", input: input)
    #expect(made.status == 0, "\(made.errors)")
    let index = try ApproximateIndex(contentsOf: work.file("graph.index"))
    #expect(try index.items.embeddings == model.embed(texts: Self.texts))
    #expect(try index.items.modelFingerprint == model.fingerprint)
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

  @Test func anIndexOfAnotherModelIsRefused() throws {
    var model = try model
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
    #expect(described.output.contains(try self.model.fingerprint))
    #expect(index.output.contains(try self.model.fingerprint))
  }

  @Test func inspectChecksTheChecksum() throws {
    for name in ["tea.huse", "texts.index"] {
      var bytes = try work.data(name)
      bytes[bytes.count - 3] ^= 1
      try bytes.write(to: work.file("damaged-\(name)"))
      let outcome = try work.huse("inspect", "damaged-\(name)")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("its bytes do not agree with its checksum"))
    }
    try SafetensorsFile.write(
      ["x": Tensor([1, 2])], checksummed: true, to: work.file("x.safetensors"))
    #expect(try work.huse("inspect", "x.safetensors").status == 0)
    var bytes = try work.data("x.safetensors")
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: work.file("x.safetensors"))
    #expect(try work.huse("inspect", "x.safetensors").status == 1)
  }

  @Test func resultsOfASearchComeAsTextLinesAndArrays() throws {
    let index = try EmbeddingIndex(contentsOf: work.file("texts.index"))
    let queries = ["sour apple", "hot tea"]
    let expected = try index.nearest(2, to: model.embed(texts: queries))
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

  @Test func classesAreNamedWithTheirScores() throws {
    struct Line: Decodable {
      struct Score: Decodable {
        let name: String
        let probability: Float
      }
      let id: String
      let classes: [Score]
    }
    let outcome = try work.huse("classify", "tea.huse", "--json", input: "hot tea\nred apple\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try outcome.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(lines.map(\.id) == ["hot tea", "red apple"])
    #expect(lines.map(\.classes[0].name) == ["tea", "apple"])
    let expected = try model.classify(text: "hot tea").best(2)
    #expect(lines[0].classes.map(\.name) == expected.map(\.name))
    // One text alone and two together round differently.
    for (found, score) in zip(lines[0].classes, expected) {
      #expect(abs(found.probability - score.probability) < 1e-6)
    }
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

  @Test func filesAreDescribed() throws {
    struct Model: Decodable {
      let kind: String
      let version: String
      let imageTower: String
      let classes: [String]
      let textEncoder: String
      let imageEncoder: String
      let graph: Bool
    }
    let json = try work.huse("inspect", "tea.huse", "--json")
    #expect(json.status == 0, "\(json.errors)")
    let model = try JSONDecoder().decode(Model.self, from: Data(json.output.utf8))
    #expect(model.kind == "model" && model.version == "5" && !model.graph)
    #expect(model.imageTower == "64 → 8" && model.classes == ["apple", "tea"])
    #expect(model.textEncoder == "hashed-ngrams" && model.imageEncoder == "none")

    func lines(_ name: String) throws -> [String] {
      let outcome = try work.huse("inspect", name)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
      }
    }
    for (name, expected) in [
      ("tea.huse", ["kind model", "dimension 8", "textTower 64 → 8", "graph no"]),
      ("texts.index", ["kind index", "count 8", "dimension 8"]),
      ("pairs.safetensors", ["kind features", "rows 8", "textFeatures 64"]),
    ] {
      let found = try lines(name)
      #expect(Set(expected).isSubset(of: found), "\(found)")
    }
    try NPYFile.write(Matrix(rows: 3, columns: 2), to: work.file("a.npy"))
    #expect(try lines("a.npy").contains("shape 3 × 2"))
    try SafetensorsFile.write(["w": Tensor([1, 2])], to: work.file("w.safetensors"))
    #expect(try lines("w.safetensors").contains("w 2"))
    let missing = try work.huse("inspect", "nothing")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nothing: no such file or folder."))
  }
}
