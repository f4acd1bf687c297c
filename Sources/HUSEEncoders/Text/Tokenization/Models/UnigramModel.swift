internal import HUSECore

/// The most probable sequence of pieces (Kudo 2018), by Viterbi's algorithm over the pieces that
/// begin at each character.
struct UnigramModel: TokenModel {
  private let trie: TokenTrie
  private let scores: [Double]
  private let unknown: Int32?
  private let bytes: ByteTokens?
  private let unknownScore: Double
  private let addsInSinglePrecision: Bool

  /// How much less probable an unknown character is than the rarest piece, as in SentencePiece.
  private static let penalty = 10.0

  var vocabularySize: Int { scores.count }

  /// - Parameters:
  ///   - pieces: in the order of their numbers, with the logarithms of their probabilities.
  ///   - unknown: the number of the piece for unknown characters.
  ///   - fallsBackToBytes: whether unknown characters become pieces of their bytes.
  ///   - usable: the pieces that texts are cut into; others have numbers only.
  ///   - addsInSinglePrecision: whether sums of scores are rounded, as SentencePiece does.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` for scores that are not finite or an unknown piece that is
  ///   not there.
  init(
    _ pieces: [(token: String, score: Double)], unknown: Int?, fallsBackToBytes: Bool,
    usable: (Int) -> Bool = { _ in true }, addsInSinglePrecision: Bool = false, path: String
  ) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: TokenizerDocument.remedy)
    }
    if let (number, piece) = pieces.enumerated().first(where: { !$1.score.isFinite }) {
      throw malformed("the score of token \(number), '\(piece.token)', is not finite")
    }
    guard unknown.map(pieces.indices.contains) ?? true else {
      throw malformed("the unknown token \(unknown ?? 0) is not one of \(pieces.count) tokens")
    }
    let entries = pieces.enumerated().map { (key: $1.token, number: $0) }
    let found = entries.filter { usable($0.number) }
    trie = TokenTrie(found)
    scores = pieces.map(\.score)
    self.unknown = unknown.map { Int32($0) }
    bytes = fallsBackToBytes ? ByteTokens(TokenTrie(entries)) : nil
    let lowest = found.map { pieces[$0.number].score }.min()
    let score = (lowest ?? 0) - Self.penalty
    unknownScore = addsInSinglePrecision ? Double(Float(score)) : score
    self.addsInSinglePrecision = addsInSinglePrecision
  }

  func number(of token: String) -> Int32? { trie.number(of: token.utf8) }

  func append(_ word: ArraySlice<UInt8>, to numbers: inout [Int32]) {
    append(pieces(of: word), of: word, to: &numbers)
  }

  /// The best piece that ends at each byte.
  private struct End {
    var number: Int32 = -1
    var start = -1
    var score = 0.0
  }

  private struct Piece {
    let number: Int32
    let range: Range<Int>
  }

  /// −2 is an unknown character.
  private static let unknownPiece: Int32 = -2

  /// The best pieces from the last to the first.
  private func pieces(of word: ArraySlice<UInt8>) -> [Piece] {
    let first = word.startIndex
    var ends = [End](repeating: End(), count: word.count + 1)
    func offer(_ number: Int32, _ added: Double, from start: Int, to end: Int) {
      let exact = ends[start].score + added
      let score = addsInSinglePrecision ? Double(Float(exact)) : exact
      guard ends[end].start < 0 || score > ends[end].score else { return }
      ends[end] = End(number: number, start: start, score: score)
    }
    var start = 0
    while start < word.count {
      let length = Self.lengthOfCharacter(word[first + start])
      let next = min(start + length, word.count)
      var hasCharacter = false
      var node = TokenTrie.root
      for place in start..<word.count {
        guard let child = trie.child(of: node, word[first + place]) else { break }
        node = child
        guard let number = trie.number(at: node) else { continue }
        offer(number, scores[Int(number)], from: start, to: place + 1)
        if place + 1 == next { hasCharacter = true }
      }
      if !hasCharacter { offer(Self.unknownPiece, unknownScore, from: start, to: next) }
      start = next
    }
    var result: [Piece] = []
    var end = word.count
    while end > 0, ends[end].start >= 0 {
      result.append(
        Piece(number: ends[end].number, range: first + ends[end].start..<first + end))
      end = ends[end].start
    }
    return result
  }

  private static func lengthOfCharacter(_ byte: UInt8) -> Int {
    switch byte {
    case 0..<0xC0: 1
    case 0xC0..<0xE0: 2
    case 0xE0..<0xF0: 3
    default: 4
    }
  }

  /// Appends pieces in order; neighbouring unknown characters are one.
  private func append(
    _ reversed: [Piece], of word: ArraySlice<UInt8>, to numbers: inout [Int32]
  ) {
    var index = reversed.count - 1
    while index >= 0 {
      let piece = reversed[index]
      index -= 1
      guard piece.number == Self.unknownPiece || piece.number == unknown else {
        numbers.append(piece.number)
        continue
      }
      var range = piece.range
      while index >= 0,
        reversed[index].number == Self.unknownPiece || reversed[index].number == unknown
      {
        range = range.lowerBound..<reversed[index].range.upperBound
        index -= 1
      }
      // Together the characters may be a piece that is less probable than they are.
      if let number = trie.number(of: word[range]) {
        numbers.append(number)
      } else if let bytes = bytes?.numbers(of: word[range]) {
        numbers.append(contentsOf: bytes)
      } else if let unknown {
        numbers.append(unknown)
      }
    }
  }
}
