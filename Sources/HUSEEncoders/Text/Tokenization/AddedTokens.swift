/// Tokens that are found in a text before it is cut into words.
struct AddedTokens: Sendable {
  struct Token: Sendable {
    var content: String
    var number: Int32
    /// Whether the token must not be part of a longer word.
    var isSingleWord = false
    /// Whether the token takes up the white space before it.
    var stripsLeft = false
    /// Whether the token takes up the white space behind it.
    var stripsRight = false
    /// Whether the token is looked for in the normalised text, normalised as well.
    var isNormalized = false
  }

  /// A part of a text: a token, or what lies between tokens.
  enum Part: Sendable {
    case text(Range<Int>)
    case token(Int32)
  }

  let tokens: [Token]
  private let exact: TokenTrie
  private let normalized: TokenTrie
  private let hasExact: Bool
  private let hasNormalized: Bool

  init(_ tokens: [Token], normalizer: TextNormalizer?) {
    self.tokens = tokens
    func trie(isNormalized: Bool) -> (trie: TokenTrie, isUsed: Bool) {
      var strings: [(key: String, number: Int)] = []
      for (index, token) in tokens.enumerated() where token.isNormalized == isNormalized {
        var scalars = Array(token.content.unicodeScalars)
        if isNormalized, let normalizer { scalars = normalizer.normalized(scalars) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        if !view.isEmpty { strings.append((String(view), index)) }
      }
      // Of equal strings the first counts.
      return (TokenTrie(Array(strings.reversed())), !strings.isEmpty)
    }
    (exact, hasExact) = trie(isNormalized: false)
    (normalized, hasNormalized) = trie(isNormalized: true)
  }

  /// The parts of a text, tokens found from the left, the longest first.
  ///
  /// `isNormalized` says whether the text is, so that other tokens are looked for.
  func parts(of text: [Unicode.Scalar], isNormalized: Bool) -> [Part] {
    guard isNormalized ? hasNormalized : hasExact else { return [.text(text.indices)] }
    let trie = isNormalized ? normalized : exact
    var parts: [Part] = []
    var (start, position) = (0, 0)
    while position < text.count {
      guard let match = Self.longest(of: trie, in: text, at: position) else {
        position += 1
        continue
      }
      let token = tokens[match.index]
      var (first, end) = (position, match.end)
      position = end
      if token.isSingleWord,
        (first > 0 && text[first - 1].isWordCharacter)
          || (end < text.count && text[end].isWordCharacter)
      {
        continue
      }
      if token.stripsLeft {
        while first > start, text[first - 1].isTokenizerWhitespace { first -= 1 }
      }
      if token.stripsRight {
        while end < text.count, text[end].isTokenizerWhitespace { end += 1 }
      }
      if start < first { parts.append(.text(start..<first)) }
      parts.append(.token(token.number))
      start = end
    }
    if start < text.count { parts.append(.text(start..<text.count)) }
    return parts
  }

  private static func longest(
    of trie: TokenTrie, in text: [Unicode.Scalar], at start: Int
  ) -> (index: Int, end: Int)? {
    var node = TokenTrie.root
    var result: (index: Int, end: Int)?
    for place in start..<text.count {
      for byte in text[place].utf8 {
        guard let next = trie.child(of: node, byte) else { return result }
        node = next
      }
      if let index = trie.number(at: node) { result = (Int(index), place + 1) }
    }
    return result
  }
}
