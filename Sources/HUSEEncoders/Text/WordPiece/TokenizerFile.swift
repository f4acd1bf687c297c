import Foundation
internal import HUSECore

/// The vocabulary and the normalizer in a `tokenizer.json` of the tokenizers library.
struct TokenizerFile {
  let vocabulary: Vocabulary
  let normalizer: BERTNormalizer

  private static let remedy: Remedy = "Pass the tokenizer.json of a BERT model, or its vocab.txt."
  private static let specials: Set<String> = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]

  /// Reads the file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that cannot be read;
  ///   `.unsupportedFile` for a tokenizer other than that of BERT.
  init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    let data = file.data
    let content = try JSONDocument.decode(
      TokenizerContent.self, from: data, path: file.path, remedy: Self.remedy)
    func check(_ name: String, _ found: String?, _ expected: String) throws(HUSEError) {
      guard found == expected else {
        throw .unsupportedFile(
          path: file.path, found: "\(name) '\(found ?? "none")'", supported: expected)
      }
    }
    let model = content.model
    try check("the tokenizer", model.type ?? "WordPiece", "WordPiece")
    try check("unk_token", model.unk_token ?? "[UNK]", "[UNK]")
    try check("continuing_subword_prefix", model.continuing_subword_prefix ?? "##", "##")
    try check("max_input_chars_per_word", "\(model.max_input_chars_per_word ?? 100)", "100")
    try check("pre_tokenizer", content.pre_tokenizer?.type, "BertPreTokenizer")
    if let other = content.added_tokens?.first(where: { !Self.specials.contains($0.content) }) {
      throw .unsupportedFile(
        path: file.path, found: "the added token '\(other.content)'",
        supported: Self.specials.sorted().joined(separator: ", "))
    }
    normalizer = try Self.normalizer(content.normalizer, path: file.path)
    vocabulary = try Vocabulary(
      tokens: Self.tokens(JSONNumbers.entries(of: data, in: ["model", "vocab"]), path: file.path),
      path: file.path)
  }

  /// The normalizer of BERT, or one that lowercases before it, as sentence-transformers saves it.
  private static func normalizer(
    _ step: TokenizerContent.Step?, path: String
  ) throws(HUSEError) -> BERTNormalizer {
    let steps = step?.type == "Sequence" ? step?.normalizers ?? [] : [step].compactMap(\.self)
    guard let own = steps.last, own.type == "BertNormalizer", own.clean_text != false,
      steps.dropLast().allSatisfy({ $0.type == "Lowercase" })
    else {
      let found = steps.isEmpty ? "none" : steps.map(\.type).joined(separator: "', '")
      throw .unsupportedFile(
        path: path, found: "the normalizer '\(found)'",
        supported: "BertNormalizer with clean_text, alone or after Lowercase")
    }
    let lowercases = own.lowercase ?? true
    return BERTNormalizer(
      lowercases: lowercases || steps.count > 1, stripsAccents: own.strip_accents ?? lowercases,
      splitsChineseCharacters: own.handle_chinese_chars ?? true)
  }

  /// The tokens in the order of their IDs, with an empty token for a missing ID.
  private static func tokens(
    _ entries: [(key: String, number: Int)], path: String
  ) throws(HUSEError) -> [String] {
    // Some numbers may have no token, but a few bytes must not cost many.
    let limit = entries.count + 1 << 16
    guard let largest = entries.map(\.number).max(), (0..<limit).contains(largest),
      entries.allSatisfy({ $0.number >= 0 })
    else {
      throw .malformedFile(
        path: path, problem: "'model.vocab' does not give tokens IDs from 0 to \(limit - 1)",
        remedy: remedy)
    }
    var tokens = [String](repeating: "", count: largest + 1)
    for (token, number) in entries { tokens[number] = token }
    return tokens
  }
}
