/// The character classes of the tokenizers library, which has its own Unicode tables: the general
/// categories of Unicode 8 and the decompositions of Unicode 9.
///
/// The tables of the platform are newer. A scalar that was added later is an ordinary letter to the
/// tokenizer. Categories that have changed since are listed one by one.
extension Unicode.Scalar {
  /// Whether BERT removes the scalar: control, format and private-use characters and U+FFFD.
  var isRemovedByTokenizer: Bool {
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

  /// Whether words end at the scalar.
  var isTokenizerWhitespace: Bool {
    value < 0x80 ? value == 0x20 || 0x09...0x0D ~= value : properties.isWhitespace
  }

  /// Whether the scalar is a separate token: Unicode punctuation, and every ASCII character that is
  /// neither a letter, a digit, a space nor a control character.
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

  /// Whether the scalar is an accent, which is removed if accents are stripped.
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

  /// The category for regular expressions, which have the tables of Unicode 16.
  var regexCategory: Unicode.GeneralCategory {
    existed(inUnicode: 16) ? properties.generalCategory : .unassigned
  }

  /// Whether stripping accents by itself leaves the scalar out: every mark of Unicode 9.
  var isCombiningMark: Bool {
    switch value {
    // The categories of these three have changed since Unicode 9.
    case 0..<0x300, 0x111C9: return false
    case 0x1CF2, 0x1CF3: return true
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return existed(inUnicode: 9)
    default: return false
    }
  }

  /// Whether the scalar is a digit or another number.
  var isNumeric: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Whether the scalar is part of a word, `\w` where added tokens are looked for.
  var isWordCharacter: Bool {
    if isASCII {
      return isNumeric || properties.isAlphabetic || self == "_"
    }
    guard existed(inUnicode: 16) else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return properties.isAlphabetic || properties.isJoinControl
    }
  }

  private func existed(inUnicode version: Int) -> Bool {
    guard let age = properties.age else { return false }
    return age.major < version || (age.major == version && age.minor == 0)
  }
}
