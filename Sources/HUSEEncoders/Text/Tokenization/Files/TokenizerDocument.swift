import Foundation
internal import HUSECore

/// Builds the parts of a tokenizer from a `tokenizer.json`.
struct TokenizerDocument {
  static let remedy: Remedy = "Fetch the tokenizer of the model again."

  let path: String
  let content: TokenizerContent
  private let data: Data

  /// - Throws: `HUSEError.malformedFile` for what is not JSON, or lacks a key.
  init(_ text: String, path: String) throws(HUSEError) {
    self.path = path
    data = Data(text.utf8)
    content = try JSONDocument.decode(
      TokenizerContent.self, from: data, path: path, remedy: Self.remedy)
  }

  func malformed(_ problem: String) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: Self.remedy)
  }

  func unsupported(_ found: String, _ supported: String) -> HUSEError {
    .unsupportedFile(path: path, found: found, supported: supported)
  }

  // MARK: Model

  func model() throws(HUSEError) -> any TokenModel {
    let model = content.model
    let kind =
      model.type
      ?? (model.merges != nil ? "BPE" : model.vocab?.pieces != nil ? "Unigram" : "WordPiece")
    switch kind {
    case "WordPiece":
      return try WordPieceModel(
        vocabulary(), unknown: model.unk_token ?? "[UNK]",
        prefix: model.continuing_subword_prefix ?? "##",
        longestWord: model.max_input_chars_per_word ?? 100, path: path)
    case "BPE":
      if let dropout = model.dropout, dropout != 0 {
        throw unsupported("a tokenizer with dropout \(dropout)", "no dropout")
      }
      var merges: [(first: String, second: String)] = []
      for (rank, merge) in (model.merges ?? []).enumerated() {
        guard merge.tokens.count == 2 else {
          throw malformed("merge \(rank + 1) has \(merge.tokens.count) tokens, expected 2")
        }
        merges.append((merge.tokens[0], merge.tokens[1]))
      }
      return try BytePairModel(
        vocabulary(), merges: merges,
        options: BytePairModel.Options(
          unknown: model.unk_token, fusesUnknown: model.fuse_unk ?? false,
          fallsBackToBytes: model.byte_fallback ?? false,
          continuationPrefix: model.continuing_subword_prefix ?? "",
          suffix: model.end_of_word_suffix ?? "", keepsKnownWords: model.ignore_merges ?? false),
        path: path)
    case "Unigram":
      guard let pieces = model.vocab?.pieces else {
        throw malformed("'model.vocab' is not a list of tokens with scores")
      }
      return try UnigramModel(
        pieces, unknown: model.unk_id, fallsBackToBytes: model.byte_fallback ?? false, path: path)
    default:
      throw unsupported("the tokenizer '\(kind)'", "WordPiece, BPE, Unigram")
    }
  }

  private func vocabulary() throws(HUSEError) -> [(key: String, number: Int)] {
    let entries = JSONNumbers.entries(of: data, in: ["model", "vocab"])
    try TokenNumbers.check(entries, path: path)
    return entries
  }

  /// The number of the token for what is unknown; `nil` if there is none.
  func unknown(of tokenizer: Tokenizer) -> Int32? {
    content.model.unk_token.flatMap { tokenizer.tokenID(of: $0) }
      ?? content.model.unk_id.flatMap { Int32(exactly: $0) }
  }

  /// The median of the lengths of all tokens in characters, rounded down.
  var medianTokenLength: Int {
    var lengths: [Int: Int] = [:]
    for token in content.added_tokens ?? [] {
      lengths[token.id] = token.content.unicodeScalars.count
    }
    for (token, number) in JSONNumbers.entries(of: data, in: ["model", "vocab"]) {
      lengths[number] = token.unicodeScalars.count
    }
    for (number, piece) in (content.model.vocab?.pieces ?? []).enumerated() {
      lengths[number] = piece.token.unicodeScalars.count
    }
    let sorted = lengths.values.sorted()
    guard !sorted.isEmpty else { return 1 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  // MARK: Normalizer

  func normalizer() throws(HUSEError) -> TextNormalizer? {
    guard let step = content.normalizer else { return nil }
    return try normalizer(step)
  }

  private func normalizer(_ step: TokenizerContent.Step) throws(HUSEError) -> TextNormalizer {
    switch step.type {
    case "Sequence":
      var steps: [TextNormalizer] = []
      for step in step.normalizers ?? [] { steps.append(try normalizer(step)) }
      return .sequence(steps)
    case "BertNormalizer":
      guard step.clean_text != false else {
        throw unsupported("a BertNormalizer without clean_text", "clean_text true")
      }
      let lowercases = step.lowercase ?? true
      return .bert(
        BERTNormalizer(
          lowercases: lowercases, stripsAccents: step.strip_accents ?? lowercases,
          splitsChineseCharacters: step.handle_chinese_chars ?? true))
    case "Lowercase": return .lowercase
    case "NFC", "NFD", "NFKC", "NFKD":
      return .form(UnicodeForm(rawValue: step.type) ?? .nfc)
    case "Strip":
      return .strip(left: step.strip_left ?? true, right: step.strip_right ?? true)
    case "StripAccents": return .stripAccents
    case "Replace":
      return .replace(
        try pattern(step), with: Array((step.content ?? "").unicodeScalars))
    case "Prepend": return .prepend(Array((step.prepend ?? "").unicodeScalars))
    case "Precompiled":
      guard let table = step.precompiled_charsmap else { return .sequence([]) }
      guard let data = Data(base64Encoded: table) else {
        throw malformed("'precompiled_charsmap' is not Base64")
      }
      return .characterMap(try CharacterMap(Array(data), matching: .characters, path: path))
    case "Nmt": return .nmt
    case "ByteLevel": return .bytes
    default:
      throw unsupported(
        "the normalizer '\(step.type)'",
        "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, "
          + "Replace, Sequence, Strip, StripAccents")
    }
  }

  private func pattern(_ step: TokenizerContent.Step) throws(HUSEError) -> TextPattern {
    if let string = step.pattern?.string { return .string(Array(string.unicodeScalars)) }
    guard let regex = step.pattern?.regex else {
      throw malformed("the \(step.type) has no pattern")
    }
    guard let pattern = TextPattern(regex: regex) else {
      throw unsupported(
        "the regular expression '\(regex)'", "those of GPT-2, CLIP and XLM-RoBERTa")
    }
    return pattern
  }

  // MARK: Pre-tokenizer

  func preTokenizer() throws(HUSEError) -> PreTokenizer? {
    guard let step = content.pre_tokenizer else { return nil }
    return try preTokenizer(step)
  }

  private func preTokenizer(_ step: TokenizerContent.Step) throws(HUSEError) -> PreTokenizer {
    switch step.type {
    case "Sequence":
      var steps: [PreTokenizer] = []
      for step in step.pretokenizers ?? [] { steps.append(try preTokenizer(step)) }
      return .sequence(steps)
    case "BertPreTokenizer": return .bert
    case "WhitespaceSplit": return .whitespaceSplit
    case "Punctuation": return .punctuation(try behavior(step.behavior ?? "Isolated"))
    case "Digits": return .digits(individual: step.individual_digits ?? false)
    case "Split":
      return .split(
        try pattern(step), try behavior(step.behavior ?? ""), inverted: step.invert ?? false)
    case "ByteLevel":
      return .byteLevel(
        addsSpace: step.add_prefix_space ?? true, splits: step.use_regex ?? true)
    case "Metaspace":
      let mark = (step.replacement ?? "\u{2581}").unicodeScalars
      guard mark.count == 1, let mark = mark.first else {
        throw malformed("the replacement of Metaspace is not one character")
      }
      return .metaspace(mark: mark, try prependScheme(step), splits: step.split ?? true)
    default:
      throw unsupported(
        "the pre-tokenizer '\(step.type)'",
        "BertPreTokenizer, ByteLevel, Digits, Metaspace, Punctuation, Sequence, Split, "
          + "WhitespaceSplit")
    }
  }

  private func behavior(_ name: String) throws(HUSEError) -> PreTokenizer.SplitBehavior {
    switch name {
    case "Removed": return .removed
    case "Isolated": return .isolated
    case "MergedWithPrevious": return .mergedWithPrevious
    case "MergedWithNext": return .mergedWithNext
    case "Contiguous": return .contiguous
    default: throw malformed("'behavior' is '\(name)'")
    }
  }

  private func prependScheme(
    _ step: TokenizerContent.Step
  ) throws(HUSEError) -> PreTokenizer.PrependScheme {
    switch step.prepend_scheme {
    case "always": return .always
    case "first": return .first
    case "never": return .never
    // Before version 0.15 there was a switch.
    case nil: return step.add_prefix_space == false ? .never : .always
    case let name?: throw malformed("'prepend_scheme' is '\(name)'")
    }
  }
}

/// The numbers that a vocabulary may give its tokens.
enum TokenNumbers {
  private static let limit = 1 << 24

  /// - Throws: `HUSEError.malformedFile` for a number that is negative or too large.
  static func check(_ entries: [(key: String, number: Int)], path: String) throws(HUSEError) {
    guard let (token, number) = entries.first(where: { !(0..<limit).contains($0.number) }) else {
      return
    }
    throw .malformedFile(
      path: path,
      problem: "gives '\(token)' the number \(number), expected one from 0 to \(limit - 1)",
      remedy: TokenizerDocument.remedy)
  }
}
