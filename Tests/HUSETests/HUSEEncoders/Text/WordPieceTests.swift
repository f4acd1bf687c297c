import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Token for token against the tokenizers library (`Tests/Reference/make_text_fixtures.py`).
@Suite struct WordPieceTests {
  private struct Case: Decodable {
    let text: String
    let uncased: [Int32]
    let cased: [Int32]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      text = try container.decode(String.self)
      uncased = try container.decode([Int32].self)
      cased = try container.decode([Int32].self)
    }
  }

  private func cases() throws -> [Case] {
    try JSONDecoder().decode(
      [Case].self, from: Data(contentsOf: Fixture.url("text/wordpiece.json")))
  }

  @Test func uncasedTokensEqualTheReference() throws {
    let tokenizer = try WordPiece(contentsOf: Fixture.url("text/uncased.txt"))
    let cases = try cases()
    #expect(cases.count > 3_700)
    for entry in cases where tokenizer.tokenIDs(of: entry.text) != entry.uncased {
      Issue.record("\(entry.text.debugDescription): \(tokenizer.tokens(of: entry.text))")
    }
  }

  @Test func casedTokensEqualTheReference() throws {
    let tokenizer = try WordPiece(
      contentsOf: Fixture.url("text/cased.txt"), normalizer: BERTNormalizer(lowercases: false))
    for entry in try cases() where tokenizer.tokenIDs(of: entry.text) != entry.cased {
      Issue.record("\(entry.text.debugDescription): \(tokenizer.tokens(of: entry.text))")
    }
  }

  @Test func tokensAreThoseOfTheDocumentation() throws {
    let tokenizer = try WordPiece(contentsOf: Fixture.url("text/uncased.txt"))
    #expect(tokenizer.tokens(of: "Thin-crust pizzas") == ["thin", "-", "crust", "pizza", "##s"])
    #expect(tokenizer.tokens(of: "see [SEP]") == ["see", "[SEP]"])
    #expect(tokenizer.tokens(of: "") == [])
  }
}

/// What the normalizer does with every single Unicode scalar, against the tokenizers library.
@Suite struct BERTNormalizerTests {
  private struct Unicode8: Decodable {
    let removed: [[UInt32]]
    let spaces: [[UInt32]]
    let chinese: [[UInt32]]
    let punctuation: [[UInt32]]
    let accents: [[UInt32]]
    let stripped: [String: [UInt32]]
    let lowercase: [String: [UInt32]]
  }

  private func reference() throws -> Unicode8 {
    try JSONDecoder().decode(
      Unicode8.self, from: Data(contentsOf: Fixture.url("text/unicode.json")))
  }

  /// The planes with assigned characters, and the ends of the others.
  private let scalars = [0..<0x32400, 0xE0000..<0xE0200, 0xEFFF0..<0xF0010, 0x10FFF0..<0x110000]
    .joined().compactMap { Unicode.Scalar(UInt32($0)) }

  private func set(_ ranges: [[UInt32]]) -> Set<UInt32> {
    Set(ranges.flatMap { $0[0]...$0[1] })
  }

  private func mapping(_ changes: [String: [UInt32]]) -> [UInt32: [UInt32]] {
    Dictionary(
      uniqueKeysWithValues: changes.compactMap { key, value in
        UInt32(key, radix: 16).map { ($0, value) }
      })
  }

  private func normalized(
    _ scalar: Unicode.Scalar, _ normalizer: BERTNormalizer
  ) -> [UInt32] {
    normalizer.normalized(CollectionOfOne(scalar)).map(\.value)
  }

  @Test func cleaningEqualsTheReference() throws {
    let reference = try reference()
    let (removed, spaces) = (set(reference.removed), set(reference.spaces))
    let chinese = set(reference.chinese)
    let normalizer = BERTNormalizer(lowercases: false)
    for scalar in scalars {
      let value = scalar.value
      let expected =
        removed.contains(value)
        ? [] : spaces.contains(value) ? [32] : chinese.contains(value) ? [32, value, 32] : [value]
      #expect(normalized(scalar, normalizer) == expected, "U+\(String(value, radix: 16))")
    }
  }

  @Test func accentsAndDecompositionsEqualTheReference() throws {
    let reference = try reference()
    let (accents, stripped) = (set(reference.accents), mapping(reference.stripped))
    let untouched = set(reference.removed).union(set(reference.spaces))
    let normalizer = BERTNormalizer(
      lowercases: false, stripsAccents: true, splitsChineseCharacters: false)
    for scalar in scalars where !untouched.contains(scalar.value) {
      let value = scalar.value
      guard !(0xAC00...0xD7A3 ~= value) else { continue }
      let expected = accents.contains(value) ? [] : stripped[value] ?? [value]
      #expect(normalized(scalar, normalizer) == expected, "U+\(String(value, radix: 16))")
    }
  }

  @Test func hangulSyllablesDecomposeByTheFormulaOfUnicode() throws {
    let normalizer = BERTNormalizer(lowercases: false, stripsAccents: true)
    for value in stride(from: UInt32(0xAC00), through: 0xD7A3, by: 7) {
      let scalar = try #require(Unicode.Scalar(value))
      let index = value - 0xAC00
      let last = index % 28
      let expected =
        [0x1100 + index / 588, 0x1161 + index % 588 / 28] + (last == 0 ? [] : [0x11A7 + last])
      #expect(normalized(scalar, normalizer) == expected)
    }
  }

  @Test func lowerCaseEqualsTheReference() throws {
    let reference = try reference()
    let lowercase = mapping(reference.lowercase)
    let untouched = set(reference.removed).union(set(reference.spaces))
    let normalizer = BERTNormalizer(stripsAccents: false, splitsChineseCharacters: false)
    for scalar in scalars where !untouched.contains(scalar.value) {
      let expected = lowercase[scalar.value] ?? [scalar.value]
      #expect(
        normalized(scalar, normalizer) == expected, "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func punctuationEqualsTheReference() throws {
    let reference = try reference()
    let punctuation = set(reference.punctuation)
    for scalar in scalars {
      #expect(
        scalar.isTokenizerPunctuation == punctuation.contains(scalar.value),
        "U+\(String(scalar.value, radix: 16))")
    }
  }
}
