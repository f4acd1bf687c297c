import Foundation
internal import HUSECore

/// The files of a BERT model that are not its weights.
struct BERTFolder {
  let modules: SentenceModules
  let configuration: BERTConfiguration
  let tokenizer: WordPiece
  /// The most tokens of a text, if the caller does not say.
  let maximumLength: Int
  /// What stands before each text, if the caller does not say.
  let prompt: String

  private struct TokenizerSettings: Decodable {
    var do_lower_case: Bool?
    var strip_accents: Bool?
    var tokenize_chinese_chars: Bool?
    // Written as 1e30 where there is no limit.
    var model_max_length: Double?
  }

  private struct SentenceSettings: Decodable {
    var max_seq_length: Int?
    var do_lower_case: Bool?
  }

  /// - Throws: the first file's error.
  init(_ root: URL) throws(HUSEError) {
    modules = try SentenceModules(root)
    let folder = modules.transformer
    let configurationURL = folder.appendingPathComponent("config.json")
    configuration = try BERTConfiguration(contentsOf: configurationURL)
    let settings = try JSONDocument.decodeIfPresent(
      TokenizerSettings.self, contentsOf: folder.appendingPathComponent("tokenizer_config.json"),
      remedy: "Fetch the file again, or remove it to use the settings of an uncased model.")
    let sentences = try JSONDocument.decodeIfPresent(
      SentenceSettings.self,
      contentsOf: folder.appendingPathComponent("sentence_bert_config.json"),
      remedy: "Fetch the file again, or remove it and pass `maximumLength:`.")

    let vocabularyURL = folder.appendingPathComponent("vocab.txt")
    let tokenizerURL = folder.appendingPathComponent("tokenizer.json")
    let vocabulary: Vocabulary
    var normalizer = BERTNormalizer()
    if !FileManager.default.fileExists(atPath: vocabularyURL.path),
      FileManager.default.fileExists(atPath: tokenizerURL.path)
    {
      let file = try TokenizerFile(contentsOf: tokenizerURL)
      (vocabulary, normalizer) = (file.vocabulary, file.normalizer)
      try configuration.check(vocabulary, path: tokenizerURL.path)
    } else {
      vocabulary = try Vocabulary(contentsOf: vocabularyURL)
      try configuration.check(vocabulary, path: vocabularyURL.path)
    }
    if let lowercases = settings?.do_lower_case {
      normalizer = BERTNormalizer(
        lowercases: lowercases, splitsChineseCharacters: normalizer.splitsChineseCharacters)
    }
    normalizer.stripsAccents = settings?.strip_accents ?? normalizer.stripsAccents
    normalizer.splitsChineseCharacters =
      settings?.tokenize_chinese_chars ?? normalizer.splitsChineseCharacters
    // sentence-transformers makes letters small before the tokenizer, which keeps its accents.
    if sentences?.do_lower_case == true { normalizer.lowercases = true }
    tokenizer = WordPiece(vocabulary, normalizer: normalizer)

    let positions = configuration.positionCount
    let own = settings?.model_max_length.flatMap { Int(exactly: min($0, 1e9).rounded()) }
    maximumLength = max(3, min(sentences?.max_seq_length ?? own ?? positions, positions))
    prompt = try SentencePrompt.prompt(in: root)
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
        remedy: "Pass the vocabulary that belongs to the weights.")
    }
  }
}
