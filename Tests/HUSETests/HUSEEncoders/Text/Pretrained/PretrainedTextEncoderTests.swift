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

  static func withCopy(_ kind: String, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(kind)
      try FileManager.default.copyItem(at: Self.folder.appendingPathComponent(kind), to: copy)
      try body(copy)
    }
  }

  @Test(arguments: [
    (
      "roberta", "config.json", #""roberta""#, #""t5""#,
      "model_type 't5', which is not supported. Supported: bert, distilbert, roberta, "
        + "xlm-roberta, mpnet, clip, siglip."
    ),
    (
      "mpnet", "config.json", #""gelu""#, #""mish""#,
      "hidden_act 'mish', which is not supported. Supported: gelu, gelu_new, gelu_pytorch_tanh, "
        + "quick_gelu, relu."
    ),
    (
      "bert", "modules.json", "pooling.Pooling", "lstm.LSTM",
      "the module 'LSTM', which is not supported. Supported: Transformer, CLIPModel, "
        + "StaticEmbedding, Pooling, Dense, Normalize, Dropout."
    ),
    (
      "bert-dense", "2_Dense/config.json", "activation.Tanh", "activation.Mish",
      "activation_function 'torch.nn.modules.activation.Mish', which is not supported. Supported: "
        + "Identity, Tanh, ReLU, GELU, Sigmoid."
    ),
  ])
  func whatIsNotSupportedIsNamed(
    kind: String, file: String, part: String, other: String, message: String
  ) throws {
    try Self.withCopy(kind) { folder in
      let url = folder.appendingPathComponent(file)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains(part))
      try Data(text.replacingOccurrences(of: part, with: other).utf8).write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(url.path): found \(message)")
    }
  }

  @Test func filesThatDoNotFit() throws {
    func error(_ folder: URL) -> String? {
      errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }?
        .replacingOccurrences(of: folder.path, with: "F")
    }
    try Self.withCopy("mpnet") { folder in
      let url = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      for (part, other, message) in [
        (
          #""relative_attention_num_buckets": 32"#, #""relative_attention_num_buckets": 30"#,
          "F/model.safetensors: tensor 'encoder.relative_attention_bias.weight': expected shape "
            + "[30, 2], found [32, 2]. Pass a checkpoint of the kind 'mpnet' that fits its "
            + "config.json."
        ),
        (
          #""num_attention_heads": 2"#, #""num_attention_heads": 3"#,
          "F/config.json: 'hidden_size' 16 is not a multiple of 'num_attention_heads' 3. Pass the "
            + "folder of a model with its own config.json."
        ),
        (
          #""hidden_size": 16"#, #""hidden_size": 16000000000000"#,
          "F/config.json: 'hidden_size' is 16000000000000, expected from 1 to 16777215. Pass the "
            + "folder of a model with its own config.json."
        ),
        (
          #""pad_token_id": 1"#, #""pad_token_id": -1"#,
          "F/config.json: 'pad_token_id' is -1, expected one of 234 tokens. Pass the folder of a "
            + "model with its own config.json."
        ),
        (
          #""max_position_embeddings": 202"#, #""max_position_embeddings": 3"#,
          "F/config.json: 'max_position_embeddings' is 3, which leaves no position for text. Pass "
            + "the folder of a model with its own config.json."
        ),
      ] {
        #expect(text.contains(part))
        try Data(text.replacingOccurrences(of: part, with: other).utf8).write(to: url)
        #expect(error(folder) == message)
      }
      try FileManager.default.removeItem(at: folder.appendingPathComponent("tokenizer.json"))
      try Data(text.utf8).write(to: url)
      #expect(error(folder) == "F/vocab.txt: no such file or folder. Check the path.")
    }
    try Self.withCopy("model2vec-mapped") { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try SafetensorsFile.write(["embeddings": Tensor(Matrix(rows: 7, columns: 2))], to: url)
      #expect(
        error(folder)
          == "F: the tokenizer has 234 tokens for a model with embeddings of 7. Pass the "
          + "tokenizer that belongs to the weights.")
    }
    #expect(
      errorText { () throws(HUSEError) in
        try PretrainedTextEncoder(
          contentsOf: Self.folder.appendingPathComponent("roberta"), maximumLength: 25)
      }
        == "maximumLength: expected a number of tokens from 3 to the 24 positions of the model, "
        + "found 25.")
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

  /// A bias is absent only where the settings say so.
  @Test func aMissingBias() throws {
    try Self.withCopy("bert-dense") { folder in
      func write(_ name: String, without tensor: String) throws -> URL {
        let url = folder.appendingPathComponent(name)
        let file = try SafetensorsFile(contentsOf: url)
        #expect(file.names.contains(tensor))
        var tensors: [String: Tensor] = [:]
        for name in file.names where name != tensor { tensors[name] = try file.tensor(name) }
        try SafetensorsFile.write(tensors, to: url)
        return url
      }
      let encoder = try PretrainedTextEncoder(contentsOf: folder)
      let dense = try write("2_Dense/model.safetensors", without: "linear.bias")
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(dense.path): has no tensor 'linear.bias' (expected with shape [12]). Pass the "
          + "weights of a Dense module.")
      let name = "encoder.layer.1.output.dense.bias"
      let model = try write("model.safetensors", without: name)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(model.path): has no tensor '\(name)' (expected with shape [16]). Pass a checkpoint "
          + "of the kind 'bert' that fits its config.json.")
      var stored = try encoder.stored()
      stored = StoredEncoder(
        kind: stored.kind, settings: stored.settings,
        tensors: stored.tensors.filter { $0.key != "dense.0.bias" })
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(stored, path: "m.huse") }
          == "m.huse: has no tensor 'dense.0.bias' (expected with shape [12]). Pass a model file "
          + "with its text encoder.")
    }
  }

  @Test func settingsOutOfRange() throws {
    try Self.withCopy("bert-dense") { folder in
      let pooling = folder.appendingPathComponent("1_Pooling/config.json")
      try Data(#"{"pooling_mode": []}"#.utf8).write(to: pooling)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(pooling.path): names 0 ways of pooling, expected 1 to 8. Fetch the folder again.")
    }
    try Self.withCopy("clip") { folder in
      let url = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      let changed = text.replacing(/"eos_token_id": \d+/, with: #""eos_token_id": 5000000000"#)
      #expect(changed != text)
      try Data(changed.utf8).write(to: url)
      // No text holds such an end, and the first token takes its place as in transformers.
      let features = try PretrainedTextEncoder(contentsOf: folder).features(of: ["a", "b"])
      #expect(features[row: 0] == features[row: 1])
    }
    try Self.withCopy("model2vec") { folder in
      let url = folder.appendingPathComponent("config.json")
      try Data(#"{"model_type": "model2vec", "max_length": 0}"#.utf8).write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(url.path): 'max_length' is 0, expected a number of tokens from 3. Fetch the folder "
          + "again.")
    }
  }

  /// Every prefix of the small files of a folder gives an encoder or a typed error.
  @Test func filesThatAreCutOff() throws {
    try Self.withCopy("xlm-roberta") { folder in
      for name in ["config.json", "tokenizer.json", "modules.json", "1_Pooling/config.json"] {
        let url = folder.appendingPathComponent(name)
        let whole = try Data(contentsOf: url)
        for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 12)) {
          try whole.prefix(count).write(to: url)
          do {
            _ = try PretrainedTextEncoder(contentsOf: folder)
            Issue.record("\(name) of \(count) bytes was read")
          } catch {
            #expect("\(error)".contains(name))
          }
        }
        try whole.write(to: url)
      }
    }
  }
}
