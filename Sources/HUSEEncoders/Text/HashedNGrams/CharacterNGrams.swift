import Foundation

/// The character n-grams of the words of a text.
struct CharacterNGrams {
  let lengths: ClosedRange<Int>

  /// Calls `body` with the hash of every occurrence of an n-gram.
  ///
  /// The text is composed (NFC) and lowercased scalar by scalar. Words end at white space and get a
  /// space before and after them. A word that is not longer than n with these spaces is one n-gram
  /// and has no longer ones.
  func forEachHash(in text: String, _ body: (UInt64) -> Void) {
    let composed = text.precomposedStringWithCanonicalMapping.unicodeScalars
    var word: [Unicode.Scalar] = [" "]
    func finish() {
      guard word.count > 1 else { return }
      word.append(" ")
      hashes(of: word, body)
      word.removeSubrange(1...)
    }
    for scalar in composed {
      if scalar.properties.isWhitespace {
        finish()
      } else {
        word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    finish()
  }

  private func hashes(of word: [Unicode.Scalar], _ body: (UInt64) -> Void) {
    for length in lengths {
      let isWhole = word.count <= length
      for start in 0...(isWhole ? 0 : word.count - length) {
        var hash = FNV1a()
        for scalar in word[start..<min(start + length, word.count)] {
          for byte in scalar.utf8 { hash.add(byte) }
        }
        body(hash.mixed)
      }
      if isWhole { return }
    }
  }
}
