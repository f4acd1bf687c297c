/// The regular expressions by which byte-level tokenizers cut a text into words.
enum WordPattern: Sendable, Hashable {
  /// GPT-2 and RoBERTa: contractions; letters, numbers or the rest, with a space before them; and
  /// white space but for the last before a word.
  case gpt2
  /// CLIP: contractions, letters, single numbers, and the rest but for white space.
  case clip(specials: Bool)

  private static let specials = #"<\|startoftext\|>|<\|endoftext\|>|"#
  private static let contractions = "'s|'t|'re|'ve|'m|'ll|'d"

  /// The pattern of a regular expression; `nil` for one that is not known.
  init?(regex: String) {
    let clip = Self.contractions + #"|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#
    switch regex {
    case Self.contractions + #"| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: self = .gpt2
    case clip: self = .clip(specials: false)
    case Self.specials + clip: self = .clip(specials: true)
    default: return nil
    }
  }

  private enum Class {
    case letter, number, space, other

    init(_ scalar: Unicode.Scalar) {
      if scalar.isASCII {
        switch UInt8(scalar.value) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
          self = .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case 0x20, 0x09...0x0D: self = .space
        default: self = .other
        }
      } else if scalar.isTokenizerWhitespace {
        self = .space
      } else {
        switch scalar.regexCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
          self = .letter
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        default: self = .other
        }
      }
    }
  }

  /// The end of the word that begins at a position; `nil` if none does.
  func end(in text: [Unicode.Scalar], at start: Int) -> Int? {
    if text[start] == "'", let end = Self.endOfContraction(in: text, at: start) { return end }
    switch self {
    case .gpt2: return Self.gpt2End(in: text, at: start)
    case .clip(let specials):
      if specials, let end = Self.endOfSpecial(in: text, at: start) { return end }
      let first = Class(text[start])
      switch first {
      case .space: return nil
      case .number: return start + 1
      case .letter, .other: return Self.endOfRun(of: first, in: text, from: start + 1)
      }
    }
  }

  private static func gpt2End(in text: [Unicode.Scalar], at start: Int) -> Int {
    let first = Class(text[start])
    if first != .space { return endOfRun(of: first, in: text, from: start + 1) }
    if text[start] == " ", start + 1 < text.count {
      let second = Class(text[start + 1])
      if second != .space { return endOfRun(of: second, in: text, from: start + 2) }
    }
    let end = endOfRun(of: .space, in: text, from: start + 1)
    // The last space belongs to the word behind it, if there are others.
    return end < text.count && end - start > 1 ? end - 1 : end
  }

  private static func endOfRun(of kind: Class, in text: [Unicode.Scalar], from start: Int) -> Int {
    var end = start
    while end < text.count, Class(text[end]) == kind { end += 1 }
    return end
  }

  private static func endOfContraction(in text: [Unicode.Scalar], at start: Int) -> Int? {
    func character(_ place: Int) -> Unicode.Scalar? { place < text.count ? text[place] : nil }
    switch (character(start + 1), character(start + 2)) {
    case ("s", _), ("t", _), ("m", _), ("d", _): return start + 2
    case ("r", "e"), ("v", "e"), ("l", "l"): return start + 3
    default: return nil
    }
  }

  private static func endOfSpecial(in text: [Unicode.Scalar], at start: Int) -> Int? {
    guard text[start] == "<" else { return nil }
    for special in ["<|startoftext|>", "<|endoftext|>"]
    where text[start...].starts(with: special.unicodeScalars) {
      return start + special.unicodeScalars.count
    }
    return nil
  }
}
