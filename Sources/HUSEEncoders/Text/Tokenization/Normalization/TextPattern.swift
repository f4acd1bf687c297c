/// What is looked for in a text: a string, or one of the regular expressions that tokenizers use.
enum TextPattern: Sendable, Hashable {
  case string([Unicode.Scalar])
  /// `\s+`, or `\s` if `runs` is false.
  case whitespace(runs: Bool)
  /// At least so many spaces.
  case spaces(atLeast: Int)
  /// Contractions, letters, numbers and the rest, each with a space before it: `WordPattern.gpt2`.
  case words(WordPattern)

  /// The pattern of a regular expression; `nil` for one that is not known.
  init?(regex: String) {
    switch regex {
    case #"\s+"#: self = .whitespace(runs: true)
    case #"\s"#: self = .whitespace(runs: false)
    case " +": self = .spaces(atLeast: 1)
    case " {2,}": self = .spaces(atLeast: 2)
    default:
      guard let pattern = WordPattern(regex: regex) else { return nil }
      self = .words(pattern)
    }
  }

  /// The end of the match that begins at a position; `nil` if none does.
  private func end(in text: [Unicode.Scalar], at start: Int) -> Int? {
    switch self {
    case .string(let string):
      guard !string.isEmpty, text[start...].starts(with: string) else { return nil }
      return start + string.count
    case .whitespace(let runs):
      guard text[start].isTokenizerWhitespace else { return nil }
      guard runs else { return start + 1 }
      return text[start...].firstIndex { !$0.isTokenizerWhitespace } ?? text.count
    case .spaces(let count):
      let end = text[start...].firstIndex { $0 != " " } ?? text.count
      return end - start >= count ? end : nil
    case .words(let pattern):
      return pattern.end(in: text, at: start)
    }
  }

  /// The matches from the left, which do not overlap.
  func matches(in text: [Unicode.Scalar]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    while start < text.count {
      if let end = end(in: text, at: start) {
        result.append(start..<end)
        start = end
      } else {
        start += 1
      }
    }
    return result
  }

  func replacing(
    in text: [Unicode.Scalar], with replacement: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    let matches = matches(in: text)
    guard !matches.isEmpty else { return text }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    var start = 0
    for match in matches {
      result.append(contentsOf: text[start..<match.lowerBound])
      result.append(contentsOf: replacement)
      start = match.upperBound
    }
    result.append(contentsOf: text[start...])
    return result
  }
}
