import Foundation

/// A normalisation form of Unicode as the tokenizers library has it, with the tables of Unicode 9.
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
      append(apply(to: String(run)).unicodeScalars, to: &result)
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

  /// Appends scalars in this form, in which Foundation leaves a Hangul syllable without a final
  /// consonant apart from one that follows it.
  private func append(_ scalars: String.UnicodeScalarView, to result: inout [Unicode.Scalar]) {
    guard self == .nfc || self == .nfkc else {
      result.append(contentsOf: scalars)
      return
    }
    // The syllables of a vowel are 28, the first without a final consonant: Unicode, section 3.12.
    for scalar in scalars {
      if 0x11A8...0x11C2 ~= scalar.value, let last = result.last?.value,
        0xAC00...0xD7A3 ~= last, (last - 0xAC00) % 28 == 0,
        let syllable = Unicode.Scalar(last + scalar.value - 0x11A7)
      {
        result[result.count - 1] = syllable
      } else {
        result.append(scalar)
      }
    }
  }

  private func apply(to text: String) -> String {
    switch self {
    case .nfc: text.precomposedStringWithCanonicalMapping
    case .nfd: text.decomposedStringWithCanonicalMapping
    case .nfkc: text.precomposedStringWithCompatibilityMapping
    case .nfkd: text.decomposedStringWithCompatibilityMapping
    }
  }
}
