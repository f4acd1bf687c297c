import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Folders of BERT models as transformers and sentence-transformers save them.
@Suite struct BERTSavedFoldersTests {
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
    try TinyBERT.withModel { folder in
      try TinyBERT.write(file, "1_Pooling/config.json", in: folder)
      #expect(try BERTEncoder(contentsOf: folder).pooling == pooling)
    }
  }

  @Test(arguments: [
    (#"{"pooling_mode": "lasttoken"}"#, "'lasttoken'"),
    (#"{"pooling_mode": ["cls", "mean"]}"#, "'cls', 'mean'"),
  ])
  func poolingByAnotherName(_ file: String, _ found: String) throws {
    try TinyBERT.withModel { folder in
      try TinyBERT.write(file, "1_Pooling/config.json", in: folder)
      #expect(
        TinyBERT.error(folder)
          == "F/1_Pooling/config.json: found the pooling \(found), which is not "
          + "supported. Supported: 'mean' or 'cls'. Pass `pooling:` to use one of them.")
    }
  }

  @Test func partsAreWhereTheListSays() throws {
    let plain = try BERTEncoder(contentsOf: TinyBERT.model, pooling: .cls, maximumLength: 9)
    let expected = try plain.features(of: TinyBERT.texts)
    try TinyBERT.withModel(in: "0_Transformer") { folder in
      try TinyBERT.write(
        Self.modules(transformer: "0_Transformer", pooling: "2_Tokens"), "modules.json", in: folder)
      try TinyBERT.write(#"{"pooling_mode": "cls"}"#, "2_Tokens/config.json", in: folder)
      // Of another model: the list does not name it.
      try TinyBERT.write(#"{"pooling_mode": "max"}"#, "1_Pooling/config.json", in: folder)
      try TinyBERT.write(
        #"{"max_seq_length": 9}"#, "0_Transformer/sentence_bert_config.json", in: folder)
      let encoder = try BERTEncoder(contentsOf: folder)
      #expect(encoder.pooling == .cls)
      #expect(encoder.maximumLength == 9)
      #expect(try encoder.features(of: TinyBERT.texts) == expected)
    }
  }

  @Test func partsOutsideTheFolderAreRefused() throws {
    try TinyBERT.withModel { folder in
      try TinyBERT.write(Self.modules(transformer: "../other"), "modules.json", in: folder)
      #expect(
        TinyBERT.error(folder) == "F/modules.json: the path '../other' leads out of the folder. "
          + "Fetch the file again, or remove it and pass `pooling:`.")
    }
  }

  /// Its name ends as that of a pooling.
  @Test func anotherModuleIsRefused() throws {
    try TinyBERT.withModel { folder in
      let type = "sentence_transformers.models.WeightedLayerPooling"
      try TinyBERT.write(
        #"[{"idx": 0, "path": "", "type": "\#(type)"}]"#, "modules.json", in: folder)
      #expect(
        TinyBERT.error(folder)
          == "F/modules.json: found the module '\(type)', which is not supported. "
          + "Supported: Transformer, Pooling, Normalize.")
    }
  }

  @Test func lettersAreMadeSmallBeforeACasedTokenizer() throws {
    try TinyBERT.withModel { folder in
      try TinyBERT.write(#"{"do_lower_case": false}"#, "tokenizer_config.json", in: folder)
      try TinyBERT.write(#"{"do_lower_case": true}"#, "sentence_bert_config.json", in: folder)
      #expect(
        try BERTEncoder(contentsOf: folder).tokenizer.normalizer
          == BERTNormalizer(lowercases: true, stripsAccents: false))
    }
  }

  @Test func theDefaultPromptStandsBeforeEachText() throws {
    let plain = try BERTEncoder(contentsOf: TinyBERT.model)
    let expected = try plain.features(of: TinyBERT.texts.map { "slice: \($0)" })
    try TinyBERT.withModel { folder in
      let name = "config_sentence_transformers.json"
      try TinyBERT.write(
        #"{"prompts": {"query": "slice: ", "document": ""}, "default_prompt_name": "query"}"#, name,
        in: folder)
      let encoder = try BERTEncoder(contentsOf: folder)
      #expect(encoder.prompt == "slice: ")
      #expect(try encoder.features(of: TinyBERT.texts) == expected)
      let again = try BERTEncoder(encoder.stored(), path: "model.huse")
      #expect(again.prompt == "slice: ")
      #expect(try again.features(of: TinyBERT.texts) == expected)
      #expect(
        try BERTEncoder(contentsOf: folder, prompt: "").features(of: TinyBERT.texts)
          == plain.features(of: TinyBERT.texts))

      try TinyBERT.write(
        #"{"pooling_mode": "mean", "include_prompt": false}"#, "1_Pooling/config.json",
        in: folder)
      #expect(
        TinyBERT.error(folder)
          == "F/1_Pooling/config.json: found a pooling without the tokens of the "
          + "prompt, which is not supported. Supported: 'include_prompt' true. "
          + "Pass `pooling:` to pool all tokens.")
      try TinyBERT.write(
        #"{"prompts": {"query": "slice: "}, "default_prompt_name": null}"#, name, in: folder)
      #expect(try BERTEncoder(contentsOf: folder).prompt == "")
      try TinyBERT.write(#"{"prompts": {}, "default_prompt_name": "query"}"#, name, in: folder)
      #expect(
        TinyBERT.error(folder)
          == "F/\(name): 'default_prompt_name' is 'query', which 'prompts' does not "
          + "have. Fetch the file again, or remove it and pass `prompt:`.")
    }
  }

  /// Their sizes have other names.
  @Test(arguments: [
    (
      #"{"model_type": "distilbert", "dim": 768, "n_layers": 6}"#, "model_type 'distilbert'", "bert"
    ),
    (#"{"model_type": "modernbert"}"#, "model_type 'modernbert'", "bert"),
    (
      #"{"architectures": ["RobertaModel"]}"#, "the architecture 'RobertaModel'", "BertModel"
    ),
  ])
  func kindsAreNamed(_ file: String, _ found: String, _ supported: String) throws {
    try TinyBERT.withModel { folder in
      try TinyBERT.write(file, "config.json", in: folder)
      #expect(
        TinyBERT.error(folder) == "F/config.json: found \(found), which is not supported. "
          + "Supported: \(supported).")
    }
  }
}
