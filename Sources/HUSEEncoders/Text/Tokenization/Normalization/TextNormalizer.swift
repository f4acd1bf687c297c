/// A step of what happens to a text before it is cut into words.
indirect enum TextNormalizer: Sendable {
  case sequence([TextNormalizer])
  case bert(BERTNormalizer)
  case lowercase
  case form(UnicodeForm)
  /// Leaves out white space at the ends.
  case strip(left: Bool, right: Bool)
  case stripAccents
  case replace(TextPattern, with: [Unicode.Scalar])
  case prepend([Unicode.Scalar])
  /// Characters by a table of SentencePiece.
  case characterMap(CharacterMap)
  /// Characters by SentencePiece's rules for translation models.
  case nmt
  /// Bytes as characters.
  case bytes
  case removeASCIIPunctuation
  /// All that SentencePiece does, with the table of a model.
  case sentencePiece(CharacterMap?, SentencePieceSpaces)

  /// The text after the step.
  func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    switch self {
    case .sequence(let steps):
      return steps.reduce(text) { $1.normalized($0) }
    case .bert(let normalizer):
      return normalizer.normalized(text)
    case .lowercase:
      return BERTNormalizer.lowercased(text)
    case .form(let form):
      return form.normalized(text)
    case .strip(let left, let right):
      var rest = text[...]
      if left { rest = rest.drop { $0.isTokenizerWhitespace } }
      if right { while rest.last?.isTokenizerWhitespace == true { rest.removeLast() } }
      return Array(rest)
    case .stripAccents:
      return text.filter { !$0.isCombiningMark }
    case .replace(let pattern, let replacement):
      return pattern.replacing(in: text, with: replacement)
    case .prepend(let prefix):
      return text.isEmpty ? text : prefix + text
    case .characterMap(let map):
      return map.normalized(text)
    case .nmt:
      return text.compactMap(Self.nmt)
    case .bytes:
      return ByteAlphabet.scalars(of: text)
    case .removeASCIIPunctuation:
      return text.filter { !($0.isASCII && $0.isTokenizerPunctuation) }
    case .sentencePiece(let map, let spaces):
      // A text of which the table leaves nothing gets a mark, and no text gets none.
      return text.isEmpty ? [] : spaces.normalized(map?.normalized(text) ?? text)
    }
  }

  /// Control characters are left out, and what looks like a space becomes one.
  private static func nmt(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: nil
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
      " "
    default: scalar
    }
  }
}
