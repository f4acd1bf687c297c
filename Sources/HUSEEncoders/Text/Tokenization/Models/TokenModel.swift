/// What cuts a word into the tokens of a vocabulary.
protocol TokenModel: Sendable {
  /// Appends the numbers of the tokens of a word in UTF-8, which is not empty.
  func append(_ word: ArraySlice<UInt8>, to numbers: inout [Int32])

  /// The number of a token of the vocabulary.
  func number(of token: String) -> Int32?

  /// One more than the largest number of a token.
  var vocabularySize: Int { get }
}

/// The pieces for single bytes, `<0x00>` to `<0xFF>`, that stand for what a vocabulary lacks.
struct ByteTokens: Sendable {
  private let numbers: [Int32?]

  init(_ trie: TokenTrie) {
    numbers = (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return trie.number(of: "<0x\(byte < 16 ? "0" : "")\(digits)>".utf8)
    }
  }

  /// The numbers of the pieces of some bytes; `nil` if one has none.
  func numbers(of bytes: some Sequence<UInt8>) -> [Int32]? {
    var result: [Int32] = []
    for byte in bytes {
      guard let number = numbers[Int(byte)] else { return nil }
      result.append(number)
    }
    return result
  }
}
