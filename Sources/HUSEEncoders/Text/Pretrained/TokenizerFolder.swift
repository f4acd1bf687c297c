import Foundation
internal import HUSECore

/// The tokenizer of a model's folder, whichever files hold it.
struct TokenizerFolder {
  /// `tokenizer_config.json`.
  struct Settings: Decodable {
    var do_lower_case: Bool?
    var strip_accents: Bool?
    var tokenize_chinese_chars: Bool?
    // Written as 1e30 where there is no limit.
    var model_max_length: Double?

    /// The most tokens of a text; `nil` for no limit.
    var longestText: Int? {
      model_max_length.flatMap { Int(exactly: Swift.min($0, 1e9).rounded()) }
    }
  }

  let settings: Settings?
  private let source: TokenizerSource
  private let path: String

  private static let sentencePieces = [
    "sentencepiece.bpe.model", "spiece.model", "tokenizer.model",
  ]

  /// Finds the tokenizer of a model.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - kind: the kind of the model, which decides the files.
  /// - Throws: `HUSEError.fileNotFound` if there is no tokenizer; `.malformedFile` for a file that
  ///   cannot be read.
  init(_ folder: URL, kind: TextModelKind) throws(HUSEError) {
    func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }
    func text(_ name: String) throws(HUSEError) -> String {
      try TextFile(contentsOf: url(name), remedy: TokenizerDocument.remedy).text
    }
    settings = try JSONDocument.decodeIfPresent(
      Settings.self, contentsOf: url("tokenizer_config.json"),
      remedy: "Fetch the file again, or remove it to use the settings of the tokenizer.")
    if !exists("tokenizer.json") {
      switch kind {
      case .bert, .distilBERT, .mpnet:
        let (first, last) = kind == .mpnet ? ("<s>", "</s>") : ("[CLS]", "[SEP]")
        path = url("vocab.txt").path
        source = .wordPieces(
          tokens: try VocabularyLines.tokens(contentsOf: url("vocab.txt")), first: first,
          last: last, normalizer: BERTNormalizer())
        return
      case .roberta, .clip:
        if exists("vocab.json") {
          path = url("vocab.json").path
          source = .bytePairs(
            vocabulary: try text("vocab.json"), merges: try text("merges.txt"),
            style: kind == .clip ? .clip : .roberta)
          return
        }
      case .xlmRoberta, .siglip: break
      }
      if let name = Self.sentencePieces.first(where: exists) {
        path = url(name).path
        source = .sentencePieces(
          model: try MappedFile(contentsOf: url(name)).data,
          style: kind == .siglip ? .siglip : .xlmRoberta)
        return
      }
    }
    path = url("tokenizer.json").path
    source = .document(try text("tokenizer.json"))
  }

  /// The tokenizer, with what the settings change.
  ///
  /// `lowercasesFirst` says whether letters become lower case before anything else, as
  /// sentence-transformers may ask for.
  func tokenizer(lowercasesFirst: Bool) throws(HUSEError) -> Tokenizer {
    var tokenizer = try Tokenizer(source, path: path)
    tokenizer.apply(
      NormalizerChanges(
        lowercases: settings?.do_lower_case, stripsAccents: settings?.strip_accents,
        splitsChineseCharacters: settings?.tokenize_chinese_chars,
        lowercasesFirst: lowercasesFirst))
    return tokenizer
  }
}

/// What the other files of a model change in the normaliser of its tokenizer.
struct NormalizerChanges: Sendable, Hashable, Codable {
  // The switches of BERT's normaliser; `nil` keeps them.
  var lowercases: Bool?
  var stripsAccents: Bool?
  var splitsChineseCharacters: Bool?
  var lowercasesFirst = false

  func changing(_ normalizer: TextNormalizer?) -> TextNormalizer? {
    guard case .bert(var own) = normalizer else {
      return lowercasesFirst
        ? .sequence([.lowercase] + [normalizer].compactMap(\.self)) : normalizer
    }
    if let lowercases {
      own = BERTNormalizer(
        lowercases: lowercases, splitsChineseCharacters: own.splitsChineseCharacters)
    }
    own.stripsAccents = stripsAccents ?? own.stripsAccents
    own.splitsChineseCharacters = splitsChineseCharacters ?? own.splitsChineseCharacters
    return lowercasesFirst ? .sequence([.lowercase, .bert(own)]) : .bert(own)
  }
}

extension Tokenizer {
  mutating func apply(_ changes: NormalizerChanges) {
    self.changes = changes
    normalizer = changes.changing(normalizer)
  }
}

/// The tokens of a `vocab.txt`, one a line.
enum VocabularyLines {
  /// - Throws: `HUSEError.malformedFile` with the first line that is not UTF-8.
  static func tokens(contentsOf url: URL) throws(HUSEError) -> [String] {
    let file = try TextFile(contentsOf: url, remedy: "Pass the vocab.txt of a BERT model.")
    // Tokens may contain any character but a line feed, such as other line ends of Unicode.
    var lines = Array(file.text.utf8)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in
        String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
      }
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
