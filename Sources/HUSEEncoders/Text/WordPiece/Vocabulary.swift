public import Foundation
public import HUSECore

/// The tokens of a BERT model in the order of their IDs, as in `vocab.txt`.
public struct Vocabulary: Sendable {
  /// The tokens.
  ///
  /// The position of a token is its ID.
  public let tokens: [String]
  /// The ID of `[UNK]`, which stands for an unknown word.
  let unknown: Int32
  /// The ID of `[CLS]`, which begins a sequence.
  let classifier: Int32
  /// The ID of `[SEP]`, which ends a sequence.
  let separator: Int32
  /// The special tokens that may occur in a text, as in `see [SEP]`.
  let specials: [(scalars: [Unicode.Scalar], id: Int32)]

  let beginnings: ByteStringTable
  let continuations: ByteStringTable

  /// Reads a UTF-8 file with one token per line.
  ///
  /// A repeated token has the ID of its last line, as in Hugging Face's tokenizers.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a line that is not UTF-8 or a missing
  ///   special token.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(tokens: VocabularyLines.tokens(contentsOf: url), path: url.path)
  }

  /// Creates a vocabulary from its tokens.
  ///
  /// - Parameters:
  ///   - tokens: the tokens in the order of their IDs.
  ///   - path: the source of the tokens, for messages.
  /// - Throws: `HUSEError.malformedFile` for a missing special token.
  public init(tokens: [String], path: String) throws(HUSEError) {
    var beginnings = ByteStringTable(capacity: tokens.count)
    var continuations = ByteStringTable(capacity: tokens.count)
    for (index, token) in tokens.enumerated() {
      let bytes = Array(token.utf8)
      if bytes.starts(with: Self.continuationPrefix) {
        continuations.assign(Int32(index), to: bytes.dropFirst(2))
      } else {
        beginnings.assign(Int32(index), to: bytes[...])
      }
    }
    func id(of token: String) -> Int32? {
      beginnings.id(of: Array(token.utf8)[...], hash: FNV1a(token))
    }
    func required(_ token: String) throws(HUSEError) -> Int32 {
      guard let id = id(of: token) else {
        throw .malformedFile(
          path: path, problem: "none of the \(tokens.count) tokens is \(token)",
          remedy: "Pass the vocabulary of a BERT model.")
      }
      return id
    }
    unknown = try required("[UNK]")
    classifier = try required("[CLS]")
    separator = try required("[SEP]")
    _ = try required("[PAD]")
    specials = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"].compactMap { token in
      id(of: token).map { (Array(token.unicodeScalars), $0) }
    }
    self.tokens = tokens
    self.beginnings = beginnings
    self.continuations = continuations
  }

  private static let continuationPrefix = Array("##".utf8)
}
