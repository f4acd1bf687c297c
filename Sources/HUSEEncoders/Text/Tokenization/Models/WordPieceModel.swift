internal import HUSECore

/// Longest pieces first; pieces after the first of a word carry a prefix.
///
/// Wu and others 2016, "Google's Neural Machine Translation System".
struct WordPieceModel: TokenModel {
  private let beginnings: TokenTrie
  private let continuations: TokenTrie
  private let unknown: Int32
  private let longestWord: Int
  let vocabularySize: Int

  /// Creates a model of word pieces.
  ///
  /// - Parameters:
  ///   - vocabulary: the pieces with their numbers.
  ///   - unknown: the token of words that cannot be cut into pieces.
  ///   - prefix: how pieces begin that continue a word.
  ///   - longestWord: words of more characters are unknown.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` if the unknown token is missing.
  init(
    _ vocabulary: [(key: String, number: Int)], unknown: String, prefix: String, longestWord: Int,
    path: String
  ) throws(HUSEError) {
    beginnings = TokenTrie(vocabulary)
    let start = Array(prefix.utf8)
    continuations = TokenTrie(
      vocabulary.compactMap { entry in
        guard entry.key.utf8.starts(with: start) else { return nil }
        return (
          String(decoding: entry.key.utf8.dropFirst(start.count), as: UTF8.self), entry.number
        )
      })
    guard let number = beginnings.number(of: unknown.utf8) else {
      throw .malformedFile(
        path: path, problem: "the vocabulary has no token '\(unknown)' for unknown words",
        remedy: TokenizerDocument.remedy)
    }
    self.unknown = number
    self.longestWord = longestWord
    vocabularySize = (vocabulary.map(\.number).max() ?? -1) + 1
  }

  func append(_ word: ArraySlice<UInt8>, to numbers: inout [Int32]) {
    let count = numbers.count
    // A byte that continues a character is no character.
    var characters = 0
    for byte in word where byte & 0xC0 != 0x80 { characters += 1 }
    guard characters <= longestWord else {
      numbers.append(unknown)
      return
    }
    var start = word.startIndex
    while start < word.endIndex {
      let trie = start == word.startIndex ? beginnings : continuations
      guard let piece = trie.longest(in: word[start...]) else {
        numbers.removeSubrange(count...)
        numbers.append(unknown)
        return
      }
      numbers.append(piece.number)
      start = piece.end
    }
  }

  func number(of token: String) -> Int32? { beginnings.number(of: token.utf8) }
}
