/// The character classes of the tokenizers library, which fixes them by its own Unicode tables:
/// general categories of Unicode 8, decompositions of Unicode 9.
///
/// The tables of the platform are newer, so a scalar counts only if it was there at the time; a
/// scalar that came later is an ordinary letter to the tokenizer. Categories that changed since are
/// named one by one.
extension Unicode.Scalar {
  /// What BERT's clean-up leaves out: control, format and private-use characters, U+FFFD.
  var isCleanedAway: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: return false
    case 0x20..<0x7F: return false
    case 0xFFFD: return true
    default: break
    }
    switch properties.generalCategory {
    case .control, .privateUse: return true
    case .format: return existed(inUnicode: 8)
    default: return false
    }
  }

  /// Whether words end here.
  var isTokenizerWhitespace: Bool {
    value < 0x80 ? value == 0x20 || 0x09...0x0D ~= value : properties.isWhitespace
  }

  /// Whether the scalar is a token of its own between words: Unicode punctuation, and everything in
  /// ASCII that is neither a letter, a digit, a space nor a control character.
  package var isTokenizerPunctuation: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return false
    case 0x21..<0x7F: return true
    case 0x166D, 0x111C9: return true
    default: break
    }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return existed(inUnicode: 8)
    default: return false
    }
  }

  /// Whether the scalar is an accent, which stripping accents leaves out.
  var isTokenizerAccent: Bool {
    switch value {
    case 0..<0x300: return false
    case 0x1734, 0x1171E: return true
    case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
    default: return properties.generalCategory == .nonspacingMark && existed(inUnicode: 8)
    }
  }

  /// Whether the scalar is in one of the CJK ideograph blocks that BERT splits into single tokens.
  var isChineseCharacter: Bool {
    switch value {
    case 0..<0x3400: false
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
      0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  /// Whether the tokenizer can decompose or reorder the scalar.
  var isKnownToDecomposition: Bool { value < 0x300 || existed(inUnicode: 9) }

  private func existed(inUnicode version: Int) -> Bool {
    guard let age = properties.age else { return false }
    return age.major < version || (age.major == version && age.minor == 0)
  }
}
