import Foundation
internal import HUSECore

/// The files of a BERT model that are not its weights.
struct BERTFolder {
  let configuration: BERTConfiguration
  let tokenizer: WordPiece
  /// The most tokens of a text, if the caller does not say.
  let maximumLength: Int

  private struct TokenizerSettings: Decodable {
    var do_lower_case: Bool?
    var strip_accents: Bool?
    var tokenize_chinese_chars: Bool?
    // Written as 1e30 where there is no limit.
    var model_max_length: Double?
  }

  private struct SentenceSettings: Decodable {
    var max_seq_length: Int?
  }

  /// - Throws: the first file's error.
  init(_ folder: URL) throws(HUSEError) {
    let configurationURL = folder.appendingPathComponent("config.json")
    configuration = try BERTConfiguration(
      JSONDocument.decode(
        BERTConfigurationFile.self, contentsOf: configurationURL,
        remedy: BERTConfiguration.remedy),
      path: configurationURL.path)
    let settings = try JSONDocument.decodeIfPresent(
      TokenizerSettings.self, contentsOf: folder.appendingPathComponent("tokenizer_config.json"),
      remedy: "Fetch the file again, or remove it to use the settings of an uncased model.")
    let sentences = try JSONDocument.decodeIfPresent(
      SentenceSettings.self,
      contentsOf: folder.appendingPathComponent("sentence_bert_config.json"),
      remedy: "Fetch the file again, or remove it and pass `maximumLength:`.")
    let vocabularyURL = folder.appendingPathComponent("vocab.txt")
    tokenizer = try WordPiece(
      contentsOf: vocabularyURL,
      normalizer: BERTNormalizer(
        lowercases: settings?.do_lower_case ?? true, stripsAccents: settings?.strip_accents,
        splitsChineseCharacters: settings?.tokenize_chinese_chars ?? true))
    try configuration.check(tokenizer.vocabulary, path: vocabularyURL.path)

    let positions = configuration.positionCount
    let own = settings?.model_max_length.flatMap { Int(exactly: min($0, 1e9).rounded()) }
    maximumLength = max(3, min(sentences?.max_seq_length ?? own ?? positions, positions))
  }
}

extension BERTConfiguration {
  /// - Throws: `HUSEError.malformedFile` if a token of the vocabulary has no embedding.
  func check(_ vocabulary: Vocabulary, path: String) throws(HUSEError) {
    guard vocabulary.tokens.count <= vocabularySize else {
      throw .malformedFile(
        path: path,
        problem: "has \(vocabulary.tokens.count) tokens for a model with embeddings of "
          + "\(vocabularySize)",
        remedy: "Pass the vocab.txt that belongs to the weights.")
    }
  }
}
