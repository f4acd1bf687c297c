/// Splits a text into sentences by its punctuation.
///
/// A sentence ends
/// - after one or more of `.`, `!`, `?` and `…`, with closing quotes and brackets, if white space
///   or the end of the text follows;
/// - after one or more of `。`, `！` and `？`, with closing quotes and brackets;
/// - at the end of a line.
///
/// Abbreviations ("Dr. Who") are split too, which hardly affects TF-IDF.
package enum SentenceSplitter {
  private static let ends: Set<Unicode.Scalar> = [".", "!", "?", "…"]
  private static let closers: Set<Unicode.Scalar> = ["\"", "'", "”", "’", "»", ")", "]"]
  private static let wideEnds: Set<Unicode.Scalar> = ["。", "！", "？"]
  private static let wideClosers: Set<Unicode.Scalar> = ["”", "’", "」", "』", "）"]
  private static let lineEnds: Set<Unicode.Scalar> = ["\n", "\r", "\u{2028}", "\u{2029}"]

  /// The sentences of a text, without the white space around them.
  ///
  /// None is empty.
  package static func sentences(in text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    var sentences: [String] = []
    var (start, position) = (0, 0)
    func skip(_ set: Set<Unicode.Scalar>) {
      while position < scalars.count, set.contains(scalars[position]) { position += 1 }
    }
    func finish() {
      let sentence = scalars[start..<position].trimmingWhiteSpace()
      if !sentence.isEmpty {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: sentence)
        sentences.append(String(view))
      }
      start = position
    }
    while position < scalars.count {
      let scalar = scalars[position]
      if lineEnds.contains(scalar) {
        finish()
        position += 1
      } else if ends.contains(scalar) {
        skip(ends)
        skip(closers)
        if position == scalars.count || scalars[position].properties.isWhitespace { finish() }
      } else if wideEnds.contains(scalar) {
        skip(wideEnds)
        skip(wideClosers)
        finish()
      } else {
        position += 1
      }
    }
    finish()
    return sentences
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate func trimmingWhiteSpace() -> ArraySlice<Unicode.Scalar> {
    guard let first = firstIndex(where: { !$0.properties.isWhitespace }),
      let last = lastIndex(where: { !$0.properties.isWhitespace })
    else { return [] }
    return self[first...last]
  }
}
