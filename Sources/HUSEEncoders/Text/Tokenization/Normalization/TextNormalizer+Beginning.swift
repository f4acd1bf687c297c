extension TextNormalizer {
  /// How many scalars of a normalised text stand for its first character.
  ///
  /// Tokenizers that mark the first word alone look at where a word began before normalisation: a
  /// text whose first character is left out has no first word, and one whose first character
  /// becomes several may have more than one.
  ///
  /// - Parameters:
  ///   - count: how many scalars of `text`, from the first on, stand for the first character.
  ///   - text: the text before the step.
  /// - Returns: their number after the step.
  func beginning(_ count: Int, of text: [Unicode.Scalar]) -> Int {
    guard count > 0 else { return 0 }
    let prefix = Array(text.prefix(count))
    switch self {
    case .sequence(let steps):
      var (count, text) = (count, text)
      for step in steps {
        count = step.beginning(count, of: text)
        text = step.normalized(text)
      }
      return count
    case .strip(left: false, _): return count
    case .strip(left: true, _):
      return count - prefix.prefix { $0.isTokenizerWhitespace }.count
    case .replace(let pattern, let replacement):
      // A replacement stands where what it replaces ends.
      return pattern.matches(in: text).reduce(count) { result, match in
        guard match.lowerBound < count else { return result }
        return match.upperBound <= count
          ? result - match.count + replacement.count : result - (count - match.lowerBound)
      }
    case .prepend(let prefix): return count + prefix.count
    // What the table leaves out hands its place on.
    case .characterMap(let map):
      return map.normalized(text).isEmpty ? 0 : max(1, map.normalized(prefix).count)
    default: return normalized(prefix).count
    }
  }
}
