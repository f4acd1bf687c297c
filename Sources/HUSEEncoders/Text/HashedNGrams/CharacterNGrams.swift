/// The character n-grams of the words of a text.
struct CharacterNGrams {
  let lengths: ClosedRange<Int>

  /// Calls `body` with the hash of every occurrence of an n-gram.
  ///
  /// The text is composed (NFC) and lowercased scalar by scalar. Words end at white space and get a
  /// space before and after them. A word that is not longer than n with these spaces is one n-gram
  /// and has no longer ones.
  func forEachHash(in text: String, _ body: (UInt64) -> Void) {
    var word = Word()
    for scalar in UnicodeForm.nfc.normalized(Array(text.unicodeScalars)) {
      if scalar.properties.isWhitespace {
        hashes(of: &word, body)
      } else {
        for lowercase in scalar.properties.lowercaseMapping.unicodeScalars {
          word.append(lowercase)
        }
      }
    }
    hashes(of: &word, body)
  }

  /// A word with a space before it, in UTF-8.
  private struct Word {
    var bytes: [UInt8] = [UInt8(ascii: " ")]
    /// The position in `bytes` of each scalar and of the end.
    var bounds = [0, 1]

    mutating func append(_ scalar: Unicode.Scalar) {
      bytes.append(contentsOf: scalar.utf8)
      bounds.append(bytes.count)
    }

    mutating func removeAll() {
      bytes.removeSubrange(1...)
      bounds.removeSubrange(2...)
    }
  }

  /// Calls `body` with the hashes of a word, unless it is empty, and empties it.
  private func hashes(of word: inout Word, _ body: (UInt64) -> Void) {
    guard word.bytes.count > 1 else { return }
    word.append(" ")
    let count = word.bounds.count - 1
    for length in lengths {
      for start in 0...max(count - length, 0) {
        let end = min(start + length, count)
        body(FNV1a(word.bytes[word.bounds[start]..<word.bounds[end]]).mixed)
      }
      if count <= length { break }
    }
    word.removeAll()
  }
}
