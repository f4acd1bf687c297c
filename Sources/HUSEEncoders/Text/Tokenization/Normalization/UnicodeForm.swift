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
      result.append(contentsOf: apply(to: String(run)).unicodeScalars)
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

  private func apply(to text: String) -> String {
    switch self {
    case .nfc: text.precomposedStringWithCanonicalMapping
    case .nfd: text.decomposedStringWithCanonicalMapping
    case .nfkc: text.precomposedStringWithCompatibilityMapping
    case .nfkd: text.decomposedStringWithCompatibilityMapping
    }
  }
}
