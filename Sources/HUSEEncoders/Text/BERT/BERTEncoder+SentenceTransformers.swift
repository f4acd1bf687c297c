package import Foundation
package import HUSECore

extension BERTEncoder: SentenceTransformersEncoder {
  private struct Configuration: Encodable {
    let architectures = ["BertModel"]
    let sizes: BERTConfigurationFile

    func encode(to encoder: any Encoder) throws {
      try sizes.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(architectures, forKey: .architectures)
    }

    private enum CodingKeys: CodingKey { case architectures }
  }

  private struct TokenizerSettings: Encodable {
    let tokenizer_class = "BertTokenizer"
    let do_lower_case: Bool
    let strip_accents: Bool
    let tokenize_chinese_chars: Bool
    let model_max_length: Int
  }

  private struct PoolingSettings: Encodable {
    let word_embedding_dimension: Int
    let pooling_mode_cls_token: Bool
    let pooling_mode_mean_tokens: Bool
    let pooling_mode_max_tokens = false
    let include_prompt = true
  }

  package func writeSentenceModules(to folder: URL) throws(HUSEError) -> [SentenceModule] {
    try checkSentenceModules()
    let poolingPath = "1_Pooling"
    let poolingFolder = folder.appendingPathComponent(poolingPath, isDirectory: true)
    try FileManager.default.createFolder(at: poolingFolder)
    func write(_ settings: some Encodable, _ name: String) throws(HUSEError) {
      try SentenceTransformersFiles.write(settings, to: folder.appendingPathComponent(name))
    }
    let normalizer = tokenizer.normalizer
    try write(Configuration(sizes: model.configuration.file), "config.json")
    try write(
      TokenizerSettings(
        do_lower_case: normalizer.lowercases, strip_accents: normalizer.stripsAccents,
        tokenize_chinese_chars: normalizer.splitsChineseCharacters,
        model_max_length: maximumLength), "tokenizer_config.json")
    try SentenceTransformersFiles.write(maximumLength: maximumLength, to: folder)
    try SentenceTransformersFiles.write(
      prompts: prompt.isEmpty ? [:] : ["default": prompt],
      default: prompt.isEmpty ? nil : "default", to: folder)
    try write(
      PoolingSettings(
        word_embedding_dimension: model.configuration.hiddenSize,
        pooling_mode_cls_token: pooling == .cls, pooling_mode_mean_tokens: pooling == .mean),
      "\(poolingPath)/config.json")
    try AtomicWrite.write(
      Data(tokenizer.vocabulary.tokens.map { $0 + "\n" }.joined().utf8),
      to: folder.appendingPathComponent("vocab.txt"))
    try SentenceTransformersFiles.write(model.tensors, to: folder)
    return [
      SentenceModule("Transformer", path: ""), SentenceModule("Pooling", path: poolingPath),
      SentenceModule("Normalize", path: "2_Normalize"),
    ]
  }

  /// Refuses what the modules would do in another way.
  private func checkSentenceModules() throws(HUSEError) {
    guard pooling != .lastFourLayersMean else {
      throw SentenceTransformersFiles.unsupported(
        "pooling", "the mean of the last four layers", "mean or cls")
    }
    guard longText == .truncate else {
      throw SentenceTransformersFiles.unsupported("longText", "the most salient tokens", "truncate")
    }
    if let token = tokenizer.vocabulary.tokens.first(where: { token in
      token.unicodeScalars.contains { $0 == "\n" || $0 == "\r" }
    }) {
      throw SentenceTransformersFiles.unsupported(
        "vocabulary", "the token '\(token)'", "tokens without line breaks")
    }
  }
}
