public import Foundation
public import HUSECore

/// The tokens of a BERT model in the order of their numbers: the lines of `vocab.txt`.
public struct Vocabulary: Sendable {
  /// The tokens; a token's position is its number.
  public let tokens: [String]
  /// The number of `[UNK]`, which stands for an unknown word.
  let unknown: Int32
  /// The number of `[CLS]`, which begins a sequence.
  let classifier: Int32
  /// The number of `[SEP]`, which ends a sequence.
  let separator: Int32
  /// The special tokens that a text may name, as in `see [SEP]`, with their numbers.
  let specials: [(scalars: [Unicode.Scalar], number: Int32)]

  private let beginnings: ByteStringTable
  private let continuations: ByteStringTable

  /// Reads a file with a token a line, in UTF-8.
  ///
  /// A token that is repeated has the number of its last line, as for Hugging Face.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` with the line that is not UTF-8, or with
  ///   the special token that is missing.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    var lines: [String] = []
    for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let token = String(validating: bytes, as: UTF8.self) else {
        throw .malformedFile(
          path: file.path, problem: "line \(lines.count + 1) is not UTF-8",
          remedy: "Pass the vocab.txt of a BERT model.")
      }
      lines.append(token)
    }
    if lines.last == "" { lines.removeLast() }
    try self.init(tokens: lines, path: file.path)
  }

  /// Creates a vocabulary from its tokens.
  ///
  /// - Parameter path: where the tokens come from, for messages.
  /// - Throws: `HUSEError.malformedFile` as for a file.
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
    func number(of token: String) -> Int32? {
      var hash = StableHash()
      for byte in token.utf8 { hash.add(byte) }
      return beginnings.number(of: Array(token.utf8)[...], hash: hash)
    }
    func required(_ token: String) throws(HUSEError) -> Int32 {
      guard let number = number(of: token) else {
        throw .malformedFile(
          path: path, problem: "none of the \(tokens.count) tokens is \(token)",
          remedy: "Pass the vocabulary of a BERT model.")
      }
      return number
    }
    unknown = try required("[UNK]")
    classifier = try required("[CLS]")
    separator = try required("[SEP]")
    _ = try required("[PAD]")
    specials = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"].compactMap { token in
      number(of: token).map { (Array(token.unicodeScalars), $0) }
    }
    self.tokens = tokens
    self.beginnings = beginnings
    self.continuations = continuations
  }

  private static let continuationPrefix = Array("##".utf8)

  /// The longest token that begins `bytes`, cut only at `boundaries`.
  ///
  /// - Parameters:
  ///   - bytes: the rest of a word, not empty.
  ///   - boundaries: positions in `bytes` where a character ends, ascending.
  ///   - continues: whether the rest has something before it in its word.
  func longestToken(
    in bytes: ArraySlice<UInt8>, boundaries: ArraySlice<Int>, continues: Bool
  ) -> (number: Int32, end: Int)? {
    let table = continues ? continuations : beginnings
    var hash = StableHash()
    var hashes: [(end: Int, hash: StableHash)] = []
    var position = bytes.startIndex
    for end in boundaries {
      guard end - bytes.startIndex <= table.longest else { break }
      while position < end {
        hash.add(bytes[position])
        position += 1
      }
      hashes.append((end, hash))
    }
    for (end, hash) in hashes.reversed() {
      if let number = table.number(of: bytes[bytes.startIndex..<end], hash: hash) {
        return (number, end)
      }
    }
    return nil
  }
}
