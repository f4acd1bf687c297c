import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Folders of BERT models as transformers and sentence-transformers save them.
@Suite struct BERTSavedFoldersTests {
  private let model = Fixture.url("text/tiny-bert")
  private static let texts = ["a slice of pizza", "Thin crust"]

  private func withModel<Result>(
    _ names: [String] = ["config.json", "vocab.txt", "model.safetensors"], in part: String = "",
    _ body: (URL) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      let place = part.isEmpty ? folder : folder.appendingPathComponent(part)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for name in names {
        try FileManager.default.copyItem(
          at: model.appendingPathComponent(name), to: place.appendingPathComponent(name))
      }
      return try body(folder)
    }
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func error(_ folder: URL) -> String? {
    errorText { () throws(HUSEError) in try BERTEncoder(contentsOf: folder) }?
      .replacingOccurrences(of: folder.path, with: "F")
  }

  private static func modules(transformer: String = "", pooling: String = "1_Pooling") -> String {
    """
    [{"idx": 0, "path": "\(transformer)",
      "type": "sentence_transformers.base.modules.transformer.Transformer"},
     {"idx": 1, "path": "\(pooling)",
      "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling"}]
    """
  }

  /// sentence-transformers from version 5.4 on.
  @Test(
    arguments: [
      (#"{"embedding_dimension": 16, "pooling_mode": "cls", "include_prompt": true}"#, .cls),
      (#"{"embedding_dimension": 16, "pooling_mode": ["mean"]}"#, .mean),
      (#"{"pooling_mode": "cls", "pooling_mode_mean_tokens": true}"#, .cls),
      (#"{"word_embedding_dimension": 16}"#, .mean),
    ] as [(String, BERTEncoder.Pooling)])
  func poolingByName(_ file: String, _ pooling: BERTEncoder.Pooling) throws {
    try withModel { folder in
      try write(file, "1_Pooling/config.json", in: folder)
      #expect(try BERTEncoder(contentsOf: folder).pooling == pooling)
    }
  }

  @Test(arguments: [
    (#"{"pooling_mode": "lasttoken"}"#, "'lasttoken'"),
    (#"{"pooling_mode": ["cls", "mean"]}"#, "'cls', 'mean'"),
  ])
  func poolingByAnotherName(_ file: String, _ found: String) throws {
    try withModel { folder in
      try write(file, "1_Pooling/config.json", in: folder)
      #expect(
        error(folder) == "F/1_Pooling/config.json: found the pooling \(found), which is not "
          + "supported. Supported: 'mean' or 'cls'; or pass `pooling:`.")
    }
  }

  @Test func partsAreWhereTheListSays() throws {
    let plain = try BERTEncoder(contentsOf: model, pooling: .cls, maximumLength: 9)
    let expected = try plain.features(of: Self.texts)
    try withModel(in: "0_Transformer") { folder in
      try write(
        Self.modules(transformer: "0_Transformer", pooling: "2_Tokens"), "modules.json", in: folder)
      try write(#"{"pooling_mode": "cls"}"#, "2_Tokens/config.json", in: folder)
      // Of another model: the list does not name it.
      try write(#"{"pooling_mode": "max"}"#, "1_Pooling/config.json", in: folder)
      try write(
        #"{"max_seq_length": 9}"#, "0_Transformer/sentence_bert_config.json", in: folder)
      let encoder = try BERTEncoder(contentsOf: folder)
      #expect(encoder.pooling == .cls)
      #expect(encoder.maximumLength == 9)
      #expect(try encoder.features(of: Self.texts) == expected)
    }
  }

  @Test func partsOutsideTheFolderAreRefused() throws {
    try withModel { folder in
      try write(Self.modules(transformer: "../other"), "modules.json", in: folder)
      #expect(
        error(folder) == "F/modules.json: the path '../other' leads out of the folder. "
          + "Fetch the file again, or remove it and pass `pooling:`.")
    }
  }

  /// Its name ends as that of a pooling.
  @Test func anotherModuleIsRefused() throws {
    try withModel { folder in
      let type = "sentence_transformers.models.WeightedLayerPooling"
      try write(#"[{"idx": 0, "path": "", "type": "\#(type)"}]"#, "modules.json", in: folder)
      #expect(
        error(folder) == "F/modules.json: found the module '\(type)', which is not supported. "
          + "Supported: Transformer, Pooling, Normalize.")
    }
  }

  @Test func lettersAreMadeSmallBeforeACasedTokenizer() throws {
    try withModel { folder in
      try write(#"{"do_lower_case": false}"#, "tokenizer_config.json", in: folder)
      try write(#"{"do_lower_case": true}"#, "sentence_bert_config.json", in: folder)
      #expect(
        try BERTEncoder(contentsOf: folder).tokenizer.normalizer
          == BERTNormalizer(lowercases: true, stripsAccents: false))
    }
  }

  @Test func theDefaultPromptStandsBeforeEachText() throws {
    let plain = try BERTEncoder(contentsOf: model)
    let expected = try plain.features(of: Self.texts.map { "slice: \($0)" })
    try withModel { folder in
      let name = "config_sentence_transformers.json"
      try write(
        #"{"prompts": {"query": "slice: ", "document": ""}, "default_prompt_name": "query"}"#, name,
        in: folder)
      let encoder = try BERTEncoder(contentsOf: folder)
      #expect(encoder.prompt == "slice: ")
      #expect(try encoder.features(of: Self.texts) == expected)
      let again = try BERTEncoder(encoder.stored(), path: "model.huse")
      #expect(again.prompt == "slice: ")
      #expect(try again.features(of: Self.texts) == expected)
      #expect(
        try BERTEncoder(contentsOf: folder, prompt: "").features(of: Self.texts)
          == plain.features(of: Self.texts))

      try write(
        #"{"pooling_mode": "mean", "include_prompt": false}"#, "1_Pooling/config.json",
        in: folder)
      #expect(
        error(folder) == "F/1_Pooling/config.json: found a pooling without the tokens of the "
          + "prompt, which is not supported. Supported: 'include_prompt' true; or pass `pooling:`.")
      try write(
        #"{"prompts": {"query": "slice: "}, "default_prompt_name": null}"#, name, in: folder)
      #expect(try BERTEncoder(contentsOf: folder).prompt == "")
      try write(#"{"prompts": {}, "default_prompt_name": "query"}"#, name, in: folder)
      #expect(
        error(folder) == "F/\(name): 'default_prompt_name' is 'query', which 'prompts' does not "
          + "have. Fetch the file again, or remove it and pass `prompt:`.")
    }
  }

  // MARK: - tokenizer.json

  private struct Sample: Decodable {
    let text: String
    let numbers: [Int32]
  }

  /// All that transformers 5 saves, against the tokenizers library.
  @Test func tokenizerFileWithoutAVocabulary() throws {
    let fixture = Fixture.url("text/tokenizer")
    let samples = try JSONDecoder().decode(
      [Sample].self, from: Data(contentsOf: fixture.appendingPathComponent("numbers.json")))
    try withModel(["config.json", "model.safetensors"]) { folder in
      try FileManager.default.copyItem(
        at: fixture.appendingPathComponent("tokenizer.json"),
        to: folder.appendingPathComponent("tokenizer.json"))
      let tokenizer = try BERTEncoder(contentsOf: folder).tokenizer
      #expect(tokenizer.normalizer == BERTNormalizer(lowercases: false))
      #expect(tokenizer.vocabulary.tokens.count == 64)
      for sample in samples { #expect(tokenizer.numbers(of: sample.text) == sample.numbers) }
      try write(#"{"do_lower_case": true}"#, "tokenizer_config.json", in: folder)
      #expect(try BERTEncoder(contentsOf: folder).tokenizer.normalizer == BERTNormalizer())
    }
  }

  @Test(arguments: [
    ("\"WordPiece\"", "\"Unigram\"", "found the tokenizer 'Unigram'", "WordPiece"),
    (
      "BertPreTokenizer", "Whitespace", "found pre_tokenizer 'Whitespace'", "BertPreTokenizer"
    ),
    (
      "BertNormalizer", "NFKC", "found the normalizer 'NFKC'",
      "BertNormalizer with clean_text, alone or after Lowercase"
    ),
    (
      "\"content\": \"[PAD]\"", "\"content\": \"<user>\"", "found the added token '<user>'",
      "[CLS], [MASK], [PAD], [SEP], [UNK]"
    ),
  ])
  func tokenizersThatAreNotOfBERT(
    _ part: String, _ other: String, _ found: String, _ supported: String
  ) throws {
    let text = try String(
      contentsOf: Fixture.url("text/tokenizer/tokenizer.json"), encoding: .utf8)
    #expect(text.contains(part))
    try withModel(["config.json", "model.safetensors"]) { folder in
      try write(
        text.replacingOccurrences(of: part, with: other), "tokenizer.json", in: folder)
      #expect(
        error(folder)
          == "F/tokenizer.json: \(found), which is not supported. Supported: \(supported).")
    }
  }

  @Test func tokenizerFilesThatAreDamaged() throws {
    try withModel(["config.json", "model.safetensors"]) { folder in
      let remedy = "Pass the tokenizer.json of a BERT model, or its vocab.txt."
      try write("{\"model\": ", "tokenizer.json", in: folder)
      #expect(error(folder) == "F/tokenizer.json: is not a JSON object. \(remedy)")
      for vocabulary in ["{}", "{\"[UNK]\": -1}", "{\"[UNK]\": 1e30}", "[[\"a\", 0.5]]"] {
        try write(
          """
          {"model": {"type": "WordPiece", "vocab": \(vocabulary)},
           "pre_tokenizer": {"type": "BertPreTokenizer"},
           "normalizer": {"type": "BertNormalizer"}}
          """, "tokenizer.json", in: folder)
        #expect(
          error(folder) == "F/tokenizer.json: 'model.vocab' does not give tokens numbers from 0 to "
            + "16777215. \(remedy)")
      }
    }
  }

  /// As for Hugging Face, the last line counts.
  @Test func repeatedLinesOfAVocabulary() throws {
    let vocabulary = try Vocabulary(
      tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "pie", "##s", "pie", "##s", "", ""],
      path: "vocab.txt")
    #expect(WordPiece(vocabulary).numbers(of: "pie pies") == [6, 6, 7])
  }

  // MARK: - Weights

  @Test func weightsInParts() throws {
    let plain = try BERTEncoder(contentsOf: model)
    try withModel(["config.json", "vocab.txt"]) { folder in
      let file = try SafetensorsFile(contentsOf: model.appendingPathComponent("model.safetensors"))
      var parts: [String: [String: Tensor]] = [:]
      var map: [String: String] = [:]
      for (index, name) in file.names.enumerated() {
        map[name] = "model-0000\(index % 2 + 1)-of-00002.safetensors"
        parts[map[name] ?? "", default: [:]][name] = try file.tensor(name)
      }
      for (name, tensors) in parts {
        try SafetensorsFile.write(tensors, to: folder.appendingPathComponent(name))
      }
      let index = "model.safetensors.index.json"
      func writeIndex() throws {
        try JSONEncoder().encode(["weight_map": map])
          .write(to: folder.appendingPathComponent(index))
      }
      try writeIndex()
      #expect(
        try BERTEncoder(contentsOf: folder).features(of: Self.texts)
          == plain.features(of: Self.texts))

      let remedy = "Fetch the file again, with the files that it lists."
      let part = "model-00001-of-00002.safetensors"
      map["another"] = part
      try writeIndex()
      #expect(
        error(folder) == "F/\(index): says that 'another' is in \(part), which has no such tensor. "
          + remedy)
      map["another"] = "../\(part)"
      try writeIndex()
      #expect(
        error(folder) == "F/\(index): the file '../\(part)' does not lie in the folder. \(remedy)")
      map["another"] = nil
      try writeIndex()
      try FileManager.default.removeItem(at: folder.appendingPathComponent(part))
      #expect(error(folder) == "F/\(part): no such file or folder. Check the path.")
    }
  }

  @Test func checkpointOfPyTorchAlone() throws {
    try withModel(["config.json", "vocab.txt"]) { folder in
      try write("PK", "pytorch_model.bin", in: folder)
      #expect(
        error(folder) == "F/pytorch_model.bin: found a checkpoint of PyTorch without a "
          + "model.safetensors beside it, which is not supported. Supported: model.safetensors; "
          + "write it with Scripts/convert-checkpoint pytorch_model.bin model.safetensors.")
    }
  }

  // MARK: - Other kinds

  /// Their sizes have other names.
  @Test(arguments: [
    (
      #"{"model_type": "distilbert", "dim": 768, "n_layers": 6}"#, "model_type 'distilbert'", "bert"
    ),
    (#"{"model_type": "modernbert"}"#, "model_type 'modernbert'", "bert"),
    (
      #"{"architectures": ["RobertaModel"]}"#, "a model of the kind 'RobertaModel'", "BertModel"
    ),
  ])
  func kindsAreNamed(_ file: String, _ found: String, _ supported: String) throws {
    try withModel { folder in
      try write(file, "config.json", in: folder)
      #expect(
        error(folder) == "F/config.json: found \(found), which is not supported. "
          + "Supported: \(supported).")
    }
  }
}
