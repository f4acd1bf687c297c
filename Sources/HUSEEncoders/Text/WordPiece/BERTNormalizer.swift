import Foundation

/// The normalisation of a text before it is split into words: the `BertNormalizer` of the
/// tokenizers library.
public struct BERTNormalizer: Sendable, Hashable, Codable {
  /// Whether letters are lowercased, as uncased models need.
  public var lowercases: Bool
  /// Whether accents are removed.
  public var stripsAccents: Bool
  /// Whether every Chinese character becomes a word.
  public var splitsChineseCharacters: Bool

  /// Creates a normalizer.
  ///
  /// - Parameters:
  ///   - lowercases: true for uncased models.
  ///   - stripsAccents: `nil` is the same as `lowercases`.
  ///   - splitsChineseCharacters: true for nearly all models.
  public init(
    lowercases: Bool = true, stripsAccents: Bool? = nil, splitsChineseCharacters: Bool = true
  ) {
    self.lowercases = lowercases
    self.stripsAccents = stripsAccents ?? lowercases
    self.splitsChineseCharacters = splitsChineseCharacters
  }

  /// The text without control characters, with white space as spaces and the chosen changes.
  package func normalized(_ text: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result = cleaned(text)
    let isASCII = result.allSatisfy(\.isASCII)
    if stripsAccents, !isASCII {
      result = UnicodeForm.nfd.normalized(result).filter { !$0.isTokenizerAccent }
    }
    return lowercases ? Self.lowercased(result) : result
  }

  private func cleaned(_ text: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    for scalar in text where !scalar.isRemovedByTokenizer {
      if scalar.isTokenizerWhitespace {
        result.append(" ")
      } else if splitsChineseCharacters, scalar.isChineseCharacter {
        result.append(" ")
        result.append(scalar)
        result.append(" ")
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  /// The text in lower case, scalar by scalar.
  ///
  /// The position in the word does not matter: a final capital sigma becomes σ, not ς.
  static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    for scalar in text {
      if scalar.isASCII {
        let isCapital = 0x41...0x5A ~= scalar.value
        result.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return result
  }
}
