public import Foundation
public import HUSECore

/// The WordPiece tokenizer of BERT, with the same tokens as Hugging Face's `BertTokenizer`.
///
/// A text is normalised and split into words at white space and punctuation. Every word is split
/// into the longest pieces of the vocabulary, in which pieces after the first begin with `##`.
///
/// ```swift
/// let tokenizer = try WordPiece(contentsOf: folder.appending(path: "vocab.txt"))
/// tokenizer.tokens(of: "Thin-crust pizzas")   // ["thin", "-", "crust", "pizza", "##s"]
/// ```
///
/// Special tokens in a text, such as `[SEP]`, are recognised, as in the tokenizers library. Wu et
/// al. 2016 (word pieces); Devlin et al. 2018 (BERT).
public struct WordPiece: Sendable {
  /// The tokens that the model knows.
  public let vocabulary: Vocabulary
  /// The normalisation of a text before it is split.
  public let normalizer: BERTNormalizer

  /// The largest number of characters of a word; longer ones are unknown.
  private static let longestWord = 100

  /// Creates a tokenizer from a vocabulary.
  public init(_ vocabulary: Vocabulary, normalizer: BERTNormalizer = BERTNormalizer()) {
    self.vocabulary = vocabulary
    self.normalizer = normalizer
  }

  /// Reads the vocabulary from a `vocab.txt`.
  ///
  /// - Throws: the errors of `Vocabulary.init(contentsOf:)`.
  public init(
    contentsOf url: URL, normalizer: BERTNormalizer = BERTNormalizer()
  ) throws(HUSEError) {
    self.init(try Vocabulary(contentsOf: url), normalizer: normalizer)
  }

  /// The tokens of a text, without `[CLS]` and `[SEP]`.
  public func tokens(of text: String) -> [String] {
    tokenIDs(of: text).map { vocabulary.tokens[Int($0)] }
  }

  /// The IDs of the tokens of a text, without `[CLS]` and `[SEP]`.
  public func tokenIDs(of text: String) -> [Int32] {
    tokenIDs(of: Array(text.unicodeScalars)[...])
  }

  /// The IDs with `[CLS]` before and `[SEP]` after them.
  func addingSpecialTokens(to ids: some Sequence<Int32>) -> [Int32] {
    [vocabulary.classifier] + ids + [vocabulary.separator]
  }

  func tokenIDs(of text: ArraySlice<Unicode.Scalar>) -> [Int32] {
    var result: [Int32] = []
    var start = text.startIndex
    var position = start
    while position < text.endIndex {
      guard let special = special(in: text[position...]) else {
        position += 1
        continue
      }
      appendWords(of: text[start..<position], to: &result)
      result.append(special.id)
      position += special.scalars.count
      start = position
    }
    appendWords(of: text[start...], to: &result)
    return result
  }

  private func special(
    in text: ArraySlice<Unicode.Scalar>
  ) -> (scalars: [Unicode.Scalar], id: Int32)? {
    guard text.first == "[" else { return nil }
    return vocabulary.specials.first { text.starts(with: $0.scalars) }
  }

  private func appendWords(of text: ArraySlice<Unicode.Scalar>, to result: inout [Int32]) {
    guard !text.isEmpty else { return }
    let scalars = normalizer.normalized(text)
    var start = 0
    for (index, scalar) in scalars.enumerated() {
      let separates = scalar.isTokenizerWhitespace
      guard separates || scalar.isTokenizerPunctuation else { continue }
      appendPieces(of: scalars[start..<index], to: &result)
      if !separates { appendPieces(of: scalars[index...index], to: &result) }
      start = index + 1
    }
    appendPieces(of: scalars[start...], to: &result)
  }

  private func appendPieces(of word: ArraySlice<Unicode.Scalar>, to result: inout [Int32]) {
    guard !word.isEmpty else { return }
    guard word.count <= Self.longestWord else {
      result.append(vocabulary.unknown)
      return
    }
    var bytes: [UInt8] = []
    var boundaries: [Int] = []
    for scalar in word {
      bytes.append(contentsOf: scalar.utf8)
      boundaries.append(bytes.count)
    }
    let count = result.count
    var start = 0
    while start < bytes.count {
      let ends = boundaries[(boundaries.firstIndex { $0 > start } ?? boundaries.endIndex)...]
      guard
        let piece = vocabulary.longestToken(
          in: bytes[start...], boundaries: ends, continues: start > 0)
      else {
        result.removeSubrange(count...)
        result.append(vocabulary.unknown)
        return
      }
      result.append(piece.id)
      start = piece.end
    }
  }
}
