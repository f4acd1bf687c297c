import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Tiny models of every kind, against transformers, sentence-transformers and model2vec.
@Suite struct PretrainedTextEncoderTests {
  static let folder = Fixture.url("text/encoders")
  static let kinds = [
    "bert", "bert-dense", "bert-last", "distilbert", "roberta", "xlm-roberta", "mpnet", "clip",
    "clip-text", "siglip", "model2vec", "model2vec-mapped", "static",
  ]

  static func texts() throws -> [String] {
    try JSONDecoder().decode(
      [String].self, from: Data(contentsOf: folder.appendingPathComponent("texts.json")))
  }

  /// Calls `body` with a copy of the folder of a kind, in which files may be changed.
  static func withCopy(_ kind: String, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(kind)
      try FileManager.default.copyItem(at: Self.folder.appendingPathComponent(kind), to: copy)
      try body(copy)
    }
  }

  /// 1 − cosine and the error of the length, the largest over the rows.
  static func error(_ found: Matrix, _ expected: Matrix) -> Double {
    guard (found.rows, found.columns) == (expected.rows, expected.columns) else {
      return .infinity
    }
    var largest = 0.0
    for row in 0..<found.rows {
      let (a, b) = (found[row: row].map(Double.init), expected[row: row].map(Double.init))
      let lengths = [a, b].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      guard lengths[1] > 0 else {
        largest = max(largest, lengths[0])
        continue
      }
      let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      largest = max(
        largest, 1 - product / (lengths[0] * lengths[1]), abs(lengths[0] / lengths[1] - 1))
    }
    return largest
  }

  @Test(arguments: kinds)
  func featuresEqualThoseOfTheReference(kind: String) throws {
    let folder = Self.folder.appendingPathComponent(kind)
    let encoder = try PretrainedTextEncoder(contentsOf: folder)
    let expected = try SafetensorsFile(
      contentsOf: folder.appendingPathComponent("expected.safetensors")
    ).tensor("features").matrix
    let features = try encoder.features(of: Self.texts())
    #expect(encoder.dimension == expected.columns)
    #expect(Self.error(features, expected) < 1e-5)
  }

  @Test(arguments: kinds)
  func aStoredEncoderGivesTheSameBits(kind: String) throws {
    let encoder = try PretrainedTextEncoder(
      contentsOf: Self.folder.appendingPathComponent(kind), prompt: .text("a "))
    let stored = try encoder.stored()
    #expect(stored.kind == "pretrained-text")
    let texts = try Self.texts()
    let again = try PretrainedTextEncoder(stored, path: "m.huse")
    #expect(try again.features(of: texts) == encoder.features(of: texts))
    #expect(try again.stored().settings == stored.settings)
  }

  @Test func promptsOfTheFiles() throws {
    let folder = Self.folder.appendingPathComponent("bert-dense")
    let encoder = try PretrainedTextEncoder(contentsOf: folder)
    #expect(encoder.prompt == "passage: ")
    let query = try encoder.prompted(by: .named("query"))
    #expect(query.prompt == "query: ")
    let plain = try encoder.prompted(by: .text(""))
    #expect(
      try query.features(of: ["pizza"]) == plain.features(of: ["query: pizza"]))
    #expect(
      try PretrainedTextEncoder(contentsOf: folder, prompt: .named("query"))
        .features(of: ["pizza"]) == query.features(of: ["pizza"]))
    #expect(
      errorText { () throws(HUSEError) in try encoder.prompted(by: .named("other")) }
        == "prompt: expected one of 'document', 'passage', 'query', found 'other'.")
  }

  /// `vocab.json` and `merges.txt` in place of `tokenizer.json`.
  @Test func tokenizersInTwoFiles() throws {
    let whole = Self.folder.appendingPathComponent("roberta")
    let files = Self.folder.appendingPathComponent("roberta-files")
    try withTemporaryFolder { folder in
      for name in try FileManager.default.contentsOfDirectory(atPath: whole.path)
      where name != "tokenizer.json" {
        try FileManager.default.copyItem(
          at: whole.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      for name in ["vocab.json", "merges.txt"] {
        try FileManager.default.copyItem(
          at: files.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      let texts = try Self.texts()
      #expect(
        try PretrainedTextEncoder(contentsOf: folder).features(of: texts)
          == PretrainedTextEncoder(contentsOf: whole).features(of: texts))
    }
  }

  /// BERT's own encoder and this one read the same folder.
  @Test func bertGivesTheBitsOfItsOwnEncoder() throws {
    let texts = ["a slice of pizza", "Thin crust"]
    #expect(
      try PretrainedTextEncoder(contentsOf: TinyBERT.model).features(of: texts)
        == BERTEncoder(contentsOf: TinyBERT.model).features(of: texts))
  }

  /// Model2Vec rounds a table to bytes and drops their common scale.
  @Test func aTableOfModel2VecMayHaveBytes() throws {
    try Self.withCopy("model2vec") { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      let table = try SafetensorsFile(contentsOf: url).tensor("embeddings").matrix
      let largest = table.values.map(\.magnitude).max()!
      var numbers = table
      numbers.updateValues { $0 = ($0 * 127 / largest).rounded() }
      let bytes = ByteStorage(count: numbers.count) { bytes in
        for (index, value) in numbers.values.enumerated() {
          bytes[index] = UInt8(bitPattern: Int8(value))
        }
      }
      func features() throws -> Matrix {
        try PretrainedTextEncoder(contentsOf: folder).features(of: ["a slice of pizza", "tea"])
      }
      try SafetensorsFile.write(["embeddings": Tensor(numbers)], to: url)
      let expected = try features()
      let weights = WeightMatrix(
        rows: table.rows, columns: table.columns, bytes: bytes,
        scales: Matrix(rows: 1, columns: table.rows, repeating: 1))
      try SafetensorsFile.write([("embeddings", StoredTensor(weights))], to: url)
      #expect(try SafetensorsFile(contentsOf: url).place(of: "embeddings")?.type == "I8")
      #expect(try features() == expected)
    }
  }
}
