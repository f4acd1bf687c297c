internal import HUSECore

/// Byte-pair encoding: neighbouring parts of a word are merged.
///
/// At first the parts are characters; they are merged in the order in which training learned the
/// merges. Sennrich and others 2016, "Neural Machine Translation of Rare Words with Subword Units".
struct BytePairModel: TokenModel {
  /// How a vocabulary marks its tokens.
  struct Options: Sendable, Hashable {
    /// What stands for characters that the vocabulary lacks; without it they are skipped.
    var unknown: String?
    /// Whether neighbouring unknown characters are one token.
    var fusesUnknown = false
    /// Whether unknown characters become pieces of their bytes.
    var fallsBackToBytes = false
    /// What stands before a character that does not begin a word.
    var continuationPrefix = ""
    /// What stands after the last character of a word.
    var suffix = ""
    /// Whether a word that is a token is not merged.
    var keepsKnownWords = false
  }

  private struct Merge {
    let rank: Int32
    let number: Int32
  }

  private let trie: TokenTrie
  private let merges: [UInt64: Merge]
  private let options: Options
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  private let unknown: Int32?
  private let bytes: ByteTokens?
  let vocabularySize: Int

  /// Creates a model of merges in the order in which they are made.
  ///
  /// - Parameters:
  ///   - vocabulary: the tokens with their numbers.
  ///   - merges: the pairs that are merged, the first first.
  ///   - options: how the vocabulary marks its tokens.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` for a merge of tokens that are not there, or an unknown
  ///   token that is not.
  init(
    _ vocabulary: [(key: String, number: Int)], merges: [(first: String, second: String)],
    options: Options, path: String
  ) throws(HUSEError) {
    try self.init(
      vocabulary, rankedMerges: merges.enumerated().map { ($1.first, $1.second, $0) },
      options: options, path: path)
  }

  /// Creates a model of merges with ranks; those of equal rank are made from the left.
  ///
  /// - Parameters:
  ///   - vocabulary: the tokens with their numbers.
  ///   - pairs: the pairs that are merged, those of the lowest rank first.
  ///   - options: how the vocabulary marks its tokens.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` as above.
  init(
    _ vocabulary: [(key: String, number: Int)],
    rankedMerges pairs: [(first: String, second: String, rank: Int)], options: Options,
    path: String
  ) throws(HUSEError) {
    let trie = TokenTrie(vocabulary)
    self.trie = trie
    self.options = options
    prefix = Array(options.continuationPrefix.utf8)
    suffix = Array(options.suffix.utf8)
    func number(_ token: some Sequence<UInt8>, _ what: String) throws(HUSEError) -> Int32 {
      guard let number = trie.number(of: token) else {
        throw .malformedFile(
          path: path,
          problem:
            "the vocabulary has no token '\(String(decoding: Array(token), as: UTF8.self))', "
            + what, remedy: TokenizerDocument.remedy)
      }
      return number
    }
    var merges: [UInt64: Merge] = [:]
    merges.reserveCapacity(pairs.count)
    for (index, pair) in pairs.enumerated() {
      let place = "which merge \(index + 1) names"
      let first = try number(pair.first.utf8, place)
      let second = try number(pair.second.utf8, place)
      let rest = pair.second.utf8.dropFirst(prefix.count)
      merges[Self.key(first, second)] = Merge(
        rank: Int32(pair.rank),
        number: try number(Array(pair.first.utf8) + rest, "which merge \(index + 1) makes"))
    }
    self.merges = merges
    unknown = try options.unknown.map { (token) throws(HUSEError) in
      try number(token.utf8, "which stands for what is unknown")
    }
    bytes = options.fallsBackToBytes ? ByteTokens(trie) : nil
    vocabularySize = (vocabulary.map(\.number).max() ?? -1) + 1
  }

  func number(of token: String) -> Int32? { trie.number(of: token.utf8) }

  private static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  private func merge(_ first: Int32, _ second: Int32) -> Merge? {
    merges[Self.key(first, second)]
  }

  func append(_ word: ArraySlice<UInt8>, to numbers: inout [Int32]) {
    if options.keepsKnownWords, let number = trie.number(of: word) {
      numbers.append(number)
      return
    }
    appendMerged(characters(of: word), to: &numbers)
  }

  /// The tokens of single characters.
  private func characters(of word: ArraySlice<UInt8>) -> [Int32] {
    var result: [Int32] = []
    // Waits for the next character, with which it may be one.
    var hasUnknown = false
    func flush() {
      if hasUnknown, let unknown { result.append(unknown) }
      hasUnknown = false
    }
    var start = word.startIndex
    while start < word.endIndex {
      var end = start + 1
      while end < word.endIndex, word[end] & 0xC0 == 0x80 { end += 1 }
      let number: Int32?
      var spelled = word[start..<end]
      if prefix.isEmpty && suffix.isEmpty {
        number = trie.number(of: spelled)
      } else {
        if start > word.startIndex { spelled = (prefix + spelled)[...] }
        if end == word.endIndex { spelled += suffix }
        number = trie.number(of: spelled)
      }
      if let number {
        flush()
        result.append(number)
      } else if let bytes = bytes?.numbers(of: spelled) {
        result.append(contentsOf: bytes)
      } else {
        if !options.fusesUnknown { flush() }
        hasUnknown = true
      }
      start = end
    }
    flush()
    return result
  }

  private struct Symbol {
    var number: Int32
    var previous: Int
    var next: Int
    var isRemoved = false
  }

  /// Merges neighbours, those of the lowest rank and the leftmost of them first.
  private func appendMerged(_ tokens: [Int32], to numbers: inout [Int32]) {
    guard tokens.count > 1 else {
      numbers.append(contentsOf: tokens)
      return
    }
    var symbols = tokens.indices.map {
      Symbol(number: tokens[$0], previous: $0 - 1, next: $0 + 1)
    }
    var queue = MergeQueue()
    func offer(_ place: Int) {
      let next = symbols[place].next
      guard next < symbols.count,
        let merge = merge(symbols[place].number, symbols[next].number)
      else { return }
      queue.insert(MergeQueue.Entry(rank: merge.rank, place: place, number: merge.number))
    }
    for place in 0..<tokens.count - 1 { offer(place) }
    while let entry = queue.popFirst() {
      let symbol = symbols[entry.place]
      // What was merged since has left its entries behind.
      guard !symbol.isRemoved, symbol.next < symbols.count,
        merge(symbol.number, symbols[symbol.next].number)?.number == entry.number
      else { continue }
      let following = symbols[symbol.next].next
      symbols[symbol.next].isRemoved = true
      symbols[entry.place].number = entry.number
      symbols[entry.place].next = following
      if following < symbols.count { symbols[following].previous = entry.place }
      if symbol.previous >= 0 { offer(symbol.previous) }
      offer(entry.place)
    }
    for symbol in symbols where !symbol.isRemoved { numbers.append(symbol.number) }
  }
}
