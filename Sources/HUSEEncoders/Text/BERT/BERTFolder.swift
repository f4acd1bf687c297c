import Foundation
internal import HUSECore

/// The content of a folder of a BERT model, except for the weights.
struct BERTFolder {
  let modules: SentenceTransformerModules
  let configuration: BERTConfiguration
  let tokenizer: WordPiece
  /// The default for the largest number of tokens of a text.
  let maximumLength: Int
  /// The default for the words before each text.
  let prompt: String

  private struct TokenizerSettings: Decodable {
    var do_lower_case: Bool?
    var strip_accents: Bool?
    var tokenize_chinese_chars: Bool?
    // 1e30 if there is no limit.
    var model_max_length: Double?
  }

  private struct SentenceSettings: Decodable {
    var max_seq_length: Int?
    var do_lower_case: Bool?
  }

  /// Reads the files.
  ///
  /// - Throws: the error of the first file that cannot be read.
  init(_ root: URL) throws(HUSEError) {
    modules = try SentenceTransformerModules(root)
    let folder = modules.transformer
    let configurationURL = folder.appendingPathComponent("config.json")
    configuration = try BERTConfiguration(contentsOf: configurationURL)
    let settings = try JSONDocument.decodeIfPresent(
      TokenizerSettings.self, contentsOf: folder.appendingPathComponent("tokenizer_config.json"),
      remedy: "Fetch the file again, or remove it to use the settings of an uncased model.")
    let sentences = try JSONDocument.decodeIfPresent(
      SentenceSettings.self,
      contentsOf: folder.appendingPathComponent("sentence_bert_config.json"),
      remedy: .fetchAgain(orPass: .maximumLength))

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
    // sentence-transformers lowercases before the tokenizer, which keeps accents.
    if sentences?.do_lower_case == true { normalizer.lowercases = true }
    tokenizer = WordPiece(vocabulary, normalizer: normalizer)

    let positions = configuration.positionCount
    let own = settings?.model_max_length.flatMap { Int(exactly: min($0, 1e9).rounded()) }
    maximumLength = max(3, min(sentences?.max_seq_length ?? own ?? positions, positions))
    prompt = try SentenceTransformerPrompt.prompt(in: root)
  }
}

extension BERTConfiguration {
  /// Checks that every token of a vocabulary has an embedding.
  ///
  /// - Throws: `HUSEError.malformedFile` if one has none.
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
