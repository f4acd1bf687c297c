/// A step of how a text is cut into words.
indirect enum PreTokenizer: Sendable {
  /// What happens to what a pattern matches.
  enum SplitBehavior: Sendable {
    case removed, isolated, mergedWithPrevious, mergedWithNext, contiguous
  }

  /// Where a mark for a word's beginning is put before a text that has none.
  enum PrependScheme: Sendable { case always, first, never }

  case sequence([PreTokenizer])
  /// Words between white space, and single punctuation marks.
  case bert
  /// Words between white space.
  case whitespaceSplit
  case punctuation(SplitBehavior)
  case digits(individual: Bool)
  /// - Parameter inverted: whether the matches are the words, and not what lies between them.
  case split(TextPattern, SplitBehavior, inverted: Bool)
  /// Bytes as characters, in words by GPT-2's pattern if `splits`.
  case byteLevel(addsSpace: Bool, splits: Bool)
  /// Spaces as a mark, before which words begin.
  case metaspace(mark: Unicode.Scalar, PrependScheme, splits: Bool)

  /// A part of a text.
  struct Piece: Sendable {
    var text: [Unicode.Scalar]
    /// How many scalars, from the first on, stand for the first character of the whole text; may
    /// be more than there are.
    var beginning: Int
  }

  /// Whether a step marks the first word of a text alone.
  var marksFirstWord: Bool {
    switch self {
    case .sequence(let steps): steps.contains(where: \.marksFirstWord)
    case .metaspace(_, .first, _): true
    default: false
    }
  }

  func split(_ pieces: [Piece]) -> [Piece] {
    switch self {
    case .sequence(let steps):
      return steps.reduce(pieces) { $1.split($0) }
    case .byteLevel(let addsSpace, let splits):
      return pieces.flatMap { piece in
        let text = addsSpace && piece.text.first != " " ? [" "] + piece.text : piece.text
        let ranges =
          splits ? TextPattern.words(.gpt2).matches(in: text) : [text.indices]
        let added = text.count - piece.text.count
        return Self.parts(
          of: text, beginning: piece.beginning > 0 ? piece.beginning + added : 0, ranges
        ).map {
          Piece(
            text: ByteAlphabet.scalars(of: $0.text),
            beginning: ByteAlphabet.scalars(of: $0.text.prefix($0.beginning)).count)
        }
      }
    case .metaspace(let mark, let scheme, let splits):
      return pieces.flatMap { piece in
        var text = piece.text.map { $0 == " " ? mark : $0 }
        var beginning = piece.beginning
        let prepends = scheme == .always || (scheme == .first && beginning > 0)
        if prepends, text.first != mark {
          text.insert(mark, at: 0)
          if beginning > 0 { beginning += 1 }
        }
        guard splits else { return [Piece(text: text, beginning: beginning)] }
        return Self.parts(
          of: text, beginning: beginning,
          Self.ranges(
            .mergedWithNext, matches: text.indices.filter { text[$0] == mark }.map { $0..<$0 + 1 },
            in: text))
      }
    default:
      return pieces.flatMap { piece in
        Self.parts(of: piece.text, beginning: piece.beginning, ranges(in: piece.text))
      }
    }
  }

  private static func parts(
    of text: [Unicode.Scalar], beginning: Int, _ ranges: [Range<Int>]
  ) -> [Piece] {
    ranges.compactMap { range in
      guard !range.isEmpty else { return nil }
      return Piece(text: Array(text[range]), beginning: max(0, beginning - range.lowerBound))
    }
  }

  /// The words of a text, for steps that change no characters.
  private func ranges(in text: [Unicode.Scalar]) -> [Range<Int>] {
    func singles(_ holds: (Unicode.Scalar) -> Bool) -> [Range<Int>] {
      text.indices.filter { holds(text[$0]) }.map { $0..<$0 + 1 }
    }
    switch self {
    case .bert:
      return Self.ranges(.removed, matches: singles(\.isTokenizerWhitespace), in: text).flatMap {
        word in
        Self.ranges(
          .isolated,
          matches: word.filter { text[$0].isTokenizerPunctuation }.map { $0..<$0 + 1 },
          in: text, range: word)
      }
    case .whitespaceSplit:
      return Self.ranges(.removed, matches: singles(\.isTokenizerWhitespace), in: text)
    case .punctuation(let behavior):
      return Self.ranges(behavior, matches: singles(\.isTokenizerPunctuation), in: text)
    case .digits(let individual):
      return Self.ranges(
        individual ? .isolated : .contiguous, matches: singles(\.isNumeric), in: text)
    case .split(let pattern, let behavior, let inverted):
      return Self.ranges(
        behavior, matches: pattern.matches(in: text), inverted: inverted, in: text)
    case .sequence, .byteLevel, .metaspace:
      return [text.indices]
    }
  }

  /// What lies between ranges.
  private static func gaps(between ranges: [Range<Int>], in whole: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = whole.lowerBound
    for range in ranges {
      if start < range.lowerBound { result.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < whole.upperBound { result.append(start..<whole.upperBound) }
    return result
  }

  /// The parts into which matches divide a text.
  ///
  /// `inverted` says whether what lies between the matches counts as matched instead.
  private static func ranges(
    _ behavior: SplitBehavior, matches: [Range<Int>], inverted: Bool = false,
    in text: [Unicode.Scalar], range: Range<Int>? = nil
  ) -> [Range<Int>] {
    let gaps = gaps(between: matches, in: range ?? text.indices)
    if behavior == .removed { return inverted ? matches : gaps }
    var parts = (gaps.map { ($0, inverted) } + matches.map { ($0, !inverted) })
      .sorted { $0.0.lowerBound < $1.0.lowerBound }
    if behavior == .mergedWithNext { parts.reverse() }
    var result: [(range: Range<Int>, isMatch: Bool)] = []
    for (range, isMatch) in parts {
      let merges: Bool =
        switch behavior {
        case .removed, .isolated: false
        case .contiguous: result.last?.isMatch == isMatch
        case .mergedWithPrevious, .mergedWithNext: isMatch && result.last?.isMatch == false
        }
      guard merges, let last = result.last else {
        result.append((range, isMatch))
        continue
      }
      let joined =
        min(
          last.range.lowerBound, range.lowerBound)..<max(
          last.range.upperBound, range.upperBound)
      // A gap takes up one match.
      result[result.count - 1] = (joined, isMatch)
    }
    if behavior == .mergedWithNext { result.reverse() }
    return result.map(\.range)
  }
}
