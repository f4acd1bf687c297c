import Foundation

/// A normalisation form of Unicode as the tokenizers library has it, with the tables of Unicode 9.
///
/// Foundation decomposes. Its canonical order after a compatible decomposition and its composition
/// differ from the standard on Linux: it does not compose a mark behind others, composes characters
/// beyond U+FFFF by their last 16 bits, and does not join a Hangul syllable with a final consonant.
enum UnicodeForm: String, Sendable {
  case nfc = "NFC"
  case nfd = "NFD"
  case nfkc = "NFKC"
  case nfkd = "NFKD"

  /// The text in this form.
  ///
  /// A scalar newer than the tables ends a run, because it neither decomposes, composes nor
  /// reorders there.
  func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    // ASCII is in every form; and what comes before the first accents is composed.
    let limit: UInt32 = self == .nfc ? 0x300 : 0x80
    guard text.contains(where: { $0.value >= limit }) else { return text }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    var run = String.UnicodeScalarView()
    func flush() {
      guard !run.isEmpty else { return }
      result.append(contentsOf: apply(to: String(run)))
      run = String.UnicodeScalarView()
    }
    for scalar in text {
      if scalar.isKnownToDecomposition {
        run.append(scalar)
      } else {
        flush()
        result.append(scalar)
      }
    }
    flush()
    return result
  }

  private func apply(to text: String) -> [Unicode.Scalar] {
    let decomposed =
      switch self {
      case .nfc, .nfd: text.decomposedStringWithCanonicalMapping
      case .nfkc, .nfkd: text.decomposedStringWithCompatibilityMapping
      }
    let ordered = Self.ordered(Array(decomposed.unicodeScalars))
    return self == .nfc || self == .nfkc ? CanonicalComposition.composed(ordered) : ordered
  }

  /// The marks behind each character in the order of their combining classes.
  private static func ordered(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result = text
    var classes = text.map(\.combiningClass)
    for index in result.indices.dropFirst() where classes[index] > 0 {
      var place = index
      while place > 0, classes[place - 1] > classes[place] {
        result.swapAt(place, place - 1)
        classes.swapAt(place, place - 1)
        place -= 1
      }
    }
    return result
  }
}
