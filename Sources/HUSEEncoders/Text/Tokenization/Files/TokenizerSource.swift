import Foundation
internal import HUSECore

/// The files that a tokenizer was read from, whole, so that it can be stored and built again.
enum TokenizerSource: Sendable, Codable {
  /// A `tokenizer.json`.
  case document(String)
  /// The tokens of a `vocab.txt`, for word pieces between two tokens.
  case wordPieces(tokens: [String], first: String, last: String, normalizer: BERTNormalizer)
  /// A `vocab.json` and the lines of a `merges.txt`.
  case bytePairs(vocabulary: String, merges: String, style: BytePairStyle)
  /// A SentencePiece model, in the style of a family.
  case sentencePieces(model: Data, style: SentencePieceStyle)

  /// Families that use byte-pair encoding.
  enum BytePairStyle: String, Sendable, Codable { case roberta, clip }

  /// Families that use SentencePiece.
  enum SentencePieceStyle: String, Sendable, Codable {
    /// Numbers moved by one, after the special tokens of fairseq.
    case xlmRoberta
    /// Lower case without punctuation.
    case siglip
    /// The numbers of the model, without tokens around a text.
    case plain
  }
}

extension Tokenizer {
  /// Builds a tokenizer from its files.
  ///
  /// - Parameters:
  ///   - source: the content of the files.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` or `.unsupportedFile`.
  init(_ source: TokenizerSource, path: String) throws(HUSEError) {
    switch source {
    case .document(let text):
      let document = try TokenizerDocument(text, path: path)
      normalizer = try document.normalizer()
      preTokenizer = try document.preTokenizer()
      model = try document.model()
      added = try document.added(normalizer: normalizer, model: model)
      frame = try document.frame()
    case .wordPieces(let tokens, let first, let last, let ownNormalizer):
      normalizer = .bert(ownNormalizer)
      preTokenizer = .bert
      model = try WordPieceModel(
        tokens.enumerated().map { ($1, $0) }, unknown: "[UNK]", prefix: "##", longestWord: 100,
        path: path)
      let specials = [first, last, "[UNK]", "[PAD]", "<pad>", "[MASK]", "<mask>"]
      (added, frame) = try Self.specials(
        specials, before: first, after: last, stripping: "<mask>", of: model, path: path)
    case .bytePairs(let vocabulary, let merges, let style):
      let parts = try BytePairFiles(vocabulary: vocabulary, merges: merges, path: path)
      model = try parts.model(style)
      switch style {
      case .roberta:
        normalizer = nil
        preTokenizer = .byteLevel(addsSpace: false, splits: true)
        (added, frame) = try Self.specials(
          ["<s>", "</s>", "<unk>", "<pad>", "<mask>"], before: "<s>", after: "</s>",
          stripping: "<mask>", of: model, path: path)
      case .clip:
        normalizer = .sequence([
          .form(.nfc), .replace(.whitespace(runs: true), with: [" "]), .lowercase,
        ])
        preTokenizer = .sequence([
          .split(.words(.clip(specials: true)), .removed, inverted: true),
          .byteLevel(addsSpace: false, splits: true),
        ])
        (added, frame) = try Self.specials(
          ["<|startoftext|>", "<|endoftext|>"], before: "<|startoftext|>",
          after: "<|endoftext|>", stripping: nil, of: model, path: path)
      }
    case .sentencePieces(let bytes, let style):
      let file = try SentencePieceModel(Array(bytes), path: path)
      (normalizer, preTokenizer) = (try file.normalizer(style), nil)
      (model, added, frame) = try file.parts(style)
    }
    self.source = source
  }

  /// The special tokens of a vocabulary, and the two around a text.
  private static func specials(
    _ names: [String], before: String, after: String, stripping: String?, of model: any TokenModel,
    path: String
  ) throws(HUSEError) -> (AddedTokens, TokenFrame) {
    func required(_ token: String) throws(HUSEError) -> Int32 {
      guard let number = model.number(of: token) else {
        throw .malformedFile(
          path: path, problem: "the vocabulary has no token '\(token)'",
          remedy: TokenizerDocument.remedy)
      }
      return number
    }
    let frame = TokenFrame(before: [try required(before)], after: [try required(after)])
    let tokens = names.compactMap { name in
      model.number(of: name).map {
        AddedTokens.Token(content: name, number: $0, stripsLeft: name == stripping)
      }
    }
    return (AddedTokens(tokens, normalizer: nil), frame)
  }
}
