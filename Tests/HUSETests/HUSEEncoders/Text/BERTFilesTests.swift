import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// What is wrong with the files of a model is said with the file and the place.
@Suite struct BERTFilesTests {
  private let model = Fixture.url("text/tiny-bert")

  /// The error of reading a copy of the model in which one file was changed.
  private func message(
    pooling: BERTEncoder.Pooling? = .mean, _ change: (URL) throws -> Void
  ) throws -> String {
    try withTemporaryFolder { folder in
      for name in ["config.json", "vocab.txt", "model.safetensors", "tokenizer_config.json"] {
        try FileManager.default.copyItem(
          at: model.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      try change(folder)
      let error = #expect(throws: HUSEError.self) {
        try BERTEncoder(contentsOf: folder, pooling: pooling)
      }
      return (error?.description ?? "").replacingOccurrences(of: folder.path, with: "F")
    }
  }

  private func message(
    changing key: String, to value: Any?, pooling: BERTEncoder.Pooling = .mean
  ) throws -> String {
    try message(pooling: pooling) { folder in
      let url = folder.appendingPathComponent("config.json")
      let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
      var config = try #require(object as? [String: Any])
      config[key] = value
      try JSONSerialization.data(withJSONObject: config).write(to: url)
    }
  }

  private static let remedy = "Pass the folder of a BERT model with its own config.json."

  @Test(arguments: ["config.json", "vocab.txt", "model.safetensors"])
  func missingFileIsNamed(name: String) throws {
    let found = try message {
      try FileManager.default.removeItem(at: $0.appendingPathComponent(name))
    }
    #expect(found == "F/\(name): no such file or folder. Check the path.")
  }

  @Test func configurationThatIsNotJSONIsNamed() throws {
    let found = try message {
      try Data("{".utf8).write(to: $0.appendingPathComponent("config.json"))
    }
    #expect(found == "F/config.json: is not a JSON object. \(Self.remedy)")
  }

  @Test func missingAndWrongKeysAreNamed() throws {
    #expect(
      try message(changing: "hidden_size", to: nil)
        == "F/config.json: has no 'hidden_size'. \(Self.remedy)")
    #expect(
      try message(changing: "hidden_size", to: "big")
        == "F/config.json: 'hidden_size' is not of the type Int. \(Self.remedy)")
    #expect(
      try message(changing: "num_hidden_layers", to: 0)
        == "F/config.json: 'num_hidden_layers' is 0, expected at least 1. \(Self.remedy)")
    #expect(
      try message(changing: "num_attention_heads", to: 3)
        == "F/config.json: 'hidden_size' 16 is not a multiple of 'num_attention_heads' 3. "
        + Self.remedy)
    #expect(
      try message(changing: "max_position_embeddings", to: 2)
        == "F/config.json: 'max_position_embeddings' is 2, expected at least 3. \(Self.remedy)")
    #expect(
      try message(changing: "layer_norm_eps", to: -1)
        == "F/config.json: 'layer_norm_eps' is -1.0, expected at least 0. \(Self.remedy)")
  }

  @Test func otherModelsAreRefused() throws {
    #expect(
      try message(changing: "model_type", to: "mpnet")
        == "F/config.json: found model_type 'mpnet', which is not supported. Supported: bert.")
    #expect(
      try message(changing: "hidden_act", to: "gelu_new")
        == "F/config.json: found hidden_act 'gelu_new', which is not supported. Supported: gelu.")
    #expect(
      try message(changing: "position_embedding_type", to: "relative_key")
        == "F/config.json: found position_embedding_type 'relative_key', which is not supported. "
        + "Supported: absolute.")
  }

  @Test func weightsThatDoNotFitAreNamed() throws {
    #expect(
      try message(changing: "vocab_size", to: 99)
        == "F/model.safetensors: tensor 'embeddings.word_embeddings.weight': expected shape "
        + "[99, 16], found [64, 16]. Pass a BERT checkpoint that fits its config.json.")
    #expect(
      try message(changing: "vocab_size", to: Int.max)
        == "F/model.safetensors: tensor 'embeddings.word_embeddings.weight': expected shape "
        + "[9223372036854775807, 16], found [64, 16]. "
        + "Pass a BERT checkpoint that fits its config.json.")
    #expect(
      try message(changing: "num_hidden_layers", to: 5)
        == "F/model.safetensors: has no tensor 'encoder.layer.4.attention.self.query.weight' "
        + "(expected with shape [16, 16]). Pass a BERT checkpoint that fits its config.json.")
    #expect(
      try message(changing: "vocab_size", to: 63)
        == "F/vocab.txt: has 64 tokens for a model with embeddings of 63. "
        + "Pass the vocabulary that belongs to the weights.")
  }

  @Test func fourLayersOfASmallerModelAreRefused() throws {
    #expect(
      try message(changing: "num_hidden_layers", to: 3, pooling: .lastFourLayersMean)
        == "pooling: expected `.mean`, or a model of at least 4 layers, "
        + "found four layers of a model of 3.")
  }

  /// The model with what sentence-transformers writes beside it.
  private func encoder(in folder: URL, pooling: String, modules: String) throws -> BERTEncoder {
    for name in ["config.json", "vocab.txt", "model.safetensors"] {
      try FileManager.default.copyItem(
        at: model.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    let poolingFolder = folder.appendingPathComponent("1_Pooling")
    try FileManager.default.createDirectory(at: poolingFolder, withIntermediateDirectories: true)
    try Data(pooling.utf8).write(to: poolingFolder.appendingPathComponent("config.json"))
    try Data(modules.utf8).write(to: folder.appendingPathComponent("modules.json"))
    return try BERTEncoder(contentsOf: folder)
  }

  private static let modules = """
    [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
     {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
    """

  @Test(
    arguments: [
      (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, .cls),
      (#"{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"#, .mean),
    ] as [(String, BERTEncoder.Pooling)])
  func poolingIsWhatTheFolderSays(file: String, pooling: BERTEncoder.Pooling) throws {
    try withTemporaryFolder { (folder) throws in
      #expect(
        try encoder(in: folder, pooling: file, modules: Self.modules).pooling == pooling)
      #expect(
        try BERTEncoder(contentsOf: folder, pooling: .lastFourLayersMean).pooling
          == .lastFourLayersMean)
    }
  }

  @Test(arguments: [
    (#"{"pooling_mode_max_tokens": true}"#, "'max'"),
    (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}"#, "'cls', 'mean'"),
    (#"{"pooling_mode_mean_tokens": true, "pooling_mode_lasttoken": true}"#, "'mean', 'lasttoken'"),
  ])
  func poolingOfAnotherKindIsRefused(file: String, found: String) throws {
    try withTemporaryFolder { (folder) throws in
      let error = #expect(throws: HUSEError.self) {
        try encoder(in: folder, pooling: file, modules: Self.modules)
      }
      #expect(
        error?.description
          == "\(folder.path)/1_Pooling/config.json: found the pooling \(found), which is not "
          + "supported. Supported: 'mean' or 'cls'. Pass `pooling:` to use one of them.")
      #expect(try BERTEncoder(contentsOf: folder, pooling: .mean).pooling == .mean)
    }
  }

  @Test func layersBehindThePoolingAreRefused() throws {
    let dense = Self.modules.replacingOccurrences(
      of: "models.Pooling\"}]", with: "models.Dense\"}]")
    try withTemporaryFolder { (folder) throws in
      let error = #expect(throws: HUSEError.self) {
        try encoder(in: folder, pooling: "{}", modules: dense)
      }
      #expect(
        error?.description
          == "\(folder.path)/modules.json: found the module 'sentence_transformers.models.Dense', "
          + "which is not supported. Supported: Transformer, Pooling, Normalize.")
    }
  }

  @Test func damagedTokenizerSettingsAreNamed() throws {
    let found = try message {
      try Data("{\"do_lower_case\": \"yes\"}".utf8)
        .write(to: $0.appendingPathComponent("tokenizer_config.json"))
    }
    #expect(
      found == "F/tokenizer_config.json: 'do_lower_case' is not of the type Bool. "
        + "Fetch the file again, or remove it to use the settings of an uncased model.")
  }

  @Test func optionalFilesAreHeeded() throws {
    try withTemporaryFolder { folder in
      for name in ["config.json", "vocab.txt", "model.safetensors"] {
        try FileManager.default.copyItem(
          at: model.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      let plain = try BERTEncoder(contentsOf: folder)
      #expect(plain.maximumLength == 20)
      #expect(plain.tokenizer.normalizer == BERTNormalizer())

      try Data("{\"do_lower_case\": false, \"model_max_length\": 1e30}".utf8)
        .write(to: folder.appendingPathComponent("tokenizer_config.json"))
      let cased = try BERTEncoder(contentsOf: folder)
      #expect(cased.maximumLength == 20)
      #expect(cased.tokenizer.normalizer == BERTNormalizer(lowercases: false))

      try Data("{\"max_seq_length\": 9}".utf8)
        .write(to: folder.appendingPathComponent("sentence_bert_config.json"))
      #expect(try BERTEncoder(contentsOf: folder).maximumLength == 9)
    }
  }

  @Test func weightsThatAreNotFiniteAreReported() throws {
    var stored = try BERTEncoder(contentsOf: model).stored()
    stored.tensors["encoder.layer.3.output.dense.bias"] = Tensor(
      [Float](repeating: .nan, count: 16))
    let encoder = try BERTEncoder(stored, path: "m.safetensors")
    let error = #expect(throws: HUSEError.self) { try encoder.features(of: ["pizza"]) }
    #expect(
      error?.description == "text 0: its feature 0 is not finite. "
        + "The weights of the model are damaged; fetch them again.")
  }
}
