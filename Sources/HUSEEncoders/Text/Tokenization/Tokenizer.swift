public import Foundation
public import HUSECore

/// Cuts texts into the tokens of a pretrained model.
///
/// The IDs are those of the tokenizers library of Hugging Face.
///
/// ```swift
/// let tokenizer = try Tokenizer(contentsOf: folder.appending(path: "tokenizer.json"))
/// let ids = tokenizer.framedTokenIDs(of: "a slice of pizza")
/// ```
///
/// Word pieces, byte-pair encoding (of bytes and of characters) and Unigram are read, with the
/// normalisers, word splitters, added tokens and framing tokens that BERT, RoBERTa, XLM-RoBERTa,
/// MPNet, CLIP and SigLIP use. Every string has tokens; the time grows with its length, whatever it
/// holds.
public struct Tokenizer: Sendable {
  var normalizer: TextNormalizer?
  let preTokenizer: PreTokenizer?
  let model: any TokenModel
  let added: AddedTokens
  /// The tokens around those of a text.
  let frame: TokenFrame
  /// What the tokenizer was read from, for it to be stored.
  var source: TokenizerSource
  /// What other files of the model changed.
  var changes = NormalizerChanges()

  /// Reads a `tokenizer.json`, or a SentencePiece model whose name ends in `.model`.
  ///
  /// A SentencePiece model gives the IDs of SentencePiece itself, with no tokens around a text.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that cannot be read, with the
  ///   key; `.unsupportedFile` for a part that is not known, by its name.
  public init(contentsOf url: URL) throws(HUSEError) {
    guard url.pathExtension != "model" else {
      let file = try MappedFile(contentsOf: url)
      try self.init(.sentencePieces(model: file.data, style: .plain), path: file.path)
      return
    }
    let text = try TextFile(contentsOf: url, remedy: TokenizerDocument.remedy)
    try self.init(.document(text.text), path: text.path)
  }

  /// The token IDs of a text, without those of the tokens that frame it.
  public func tokenIDs(of text: String) -> [Int32] {
    var result: [Int32] = []
    let scalars = Array(text.unicodeScalars)
    for part in added.parts(of: scalars, isNormalized: false) {
      switch part {
      case .token(let number): result.append(number)
      case .text(let range):
        append(
          Array(scalars[range]), beginning: range.lowerBound == 0 ? 1 : 0, to: &result)
      }
    }
    return result
  }

  /// The token IDs of a text with those that frame it, such as `[CLS]` and `[SEP]`.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - limit: the most tokens, those around the text among them; further tokens of the text are
  ///     left out.
  /// - Returns: the IDs in order; those of the frame even if `limit` is less.
  public func framedTokenIDs(of text: String, limit: Int = .max) -> [Int32] {
    let room = max(0, limit - frame.count)
    return frame.around(tokenIDs(of: text).prefix(room))
  }

  /// One more than the largest token ID.
  public var vocabularySize: Int {
    let others = added.tokens.map(\.number) + frame.before + frame.after
    return max(model.vocabularySize, Int(others.max() ?? -1) + 1)
  }

  /// The ID of a token; `nil` if there is no such token.
  public func tokenID(of token: String) -> Int32? {
    added.tokens.first { $0.content.utf8.elementsEqual(token.utf8) }?.number
      ?? model.number(of: token)
  }

  /// Appends the tokens of a part of a text whose first `beginning` scalars stand for the text's
  /// first character.
  private func append(_ text: [Unicode.Scalar], beginning: Int, to result: inout [Int32]) {
    let beginning =
      preTokenizer?.marksFirstWord == true
      ? normalizer?.beginning(beginning, of: text) ?? beginning : 0
    let text = normalizer?.normalized(text) ?? text
    for part in added.parts(of: text, isNormalized: true) {
      switch part {
      case .token(let number): result.append(number)
      case .text(let range):
        guard !range.isEmpty else { continue }
        let piece = PreTokenizer.Piece(
          text: range == text.indices ? text : Array(text[range]),
          beginning: max(0, beginning - range.lowerBound))
        for word in preTokenizer?.split([piece]) ?? [piece] where !word.text.isEmpty {
          var bytes: [UInt8] = []
          bytes.reserveCapacity(word.text.count)
          for scalar in word.text { bytes.append(contentsOf: scalar.utf8) }
          model.append(bytes[...], to: &result)
        }
      }
    }
  }
}

/// The tokens before and behind those of a text.
struct TokenFrame: Sendable, Hashable {
  var before: [Int32] = []
  var after: [Int32] = []

  var count: Int { before.count + after.count }

  func around(_ numbers: some Sequence<Int32>) -> [Int32] { before + numbers + after }
}
