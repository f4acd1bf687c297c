import Foundation
internal import HUSECore

/// The table of a SentencePiece normaliser, `precompiled_charsmap`: a double-array trie (Aoe 1989)
/// of strings, each with its replacement.
struct CharacterMap: Sendable {
  /// How the strings of the table are looked for.
  enum Matching: Sendable {
    /// The shortest string that begins a character with its accents stands for all of it, as in the
    /// tokenizers library.
    case characters
    /// The longest string from each position on, as in SentencePiece.
    case longest
  }

  private let units: [UInt32]
  private let replacements: [UInt8]
  private let matching: Matching

  /// Reads the table of a model.
  ///
  /// - Parameters:
  ///   - data: the table as a model holds it.
  ///   - matching: what is replaced at a position.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.malformedFile` if the sizes do not fit.
  init(_ data: [UInt8], matching: Matching, path: String) throws(HUSEError) {
    func word(_ start: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
    }
    guard data.count >= 4, case let size = Int(word(0)), size % 4 == 0, size >= 4,
      size <= data.count - 4
    else {
      throw .malformedFile(
        path: path,
        problem: "the table of the normalizer, of \(data.count) bytes, does not say its own size",
        remedy: TokenizerDocument.remedy)
    }
    units = (0..<size / 4).map { word(4 + 4 * $0) }
    replacements = Array(data[(4 + size)...])
    self.matching = matching
  }

  func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    switch matching {
    case .characters: byCharacters(text)
    case .longest: byLongest(text)
    }
  }

  private func byCharacters(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    func append(_ scalar: Unicode.Scalar) {
      guard let match = matches(Array(scalar.utf8)).first else { return result.append(scalar) }
      result.append(contentsOf: replacement(match.value))
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text)
    for character in String(view) {
      if character.unicodeScalars.count > 1, character.utf8.count < 6,
        let match = matches(Array(character.utf8)).first
      {
        result.append(contentsOf: replacement(match.value))
      } else {
        character.unicodeScalars.forEach(append)
      }
    }
    return result
  }

  private func byLongest(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var bytes: [UInt8] = []
    var scalarEnds: [Int] = []
    for scalar in text {
      bytes.append(contentsOf: scalar.utf8)
      scalarEnds.append(bytes.count)
    }
    var result: [Unicode.Scalar] = []
    var (scalar, start) = (0, 0)
    while scalar < text.count {
      if let match = matches(bytes[start...]).last {
        result.append(contentsOf: replacement(match.value))
        let end = start + match.length
        // A table of broken strings may end within a character.
        repeat { scalar += 1 } while scalar < text.count && scalarEnds[scalar - 1] < end
        start = scalarEnds[scalar - 1]
      } else {
        result.append(text[scalar])
        start = scalarEnds[scalar]
        scalar += 1
      }
    }
    return result
  }

  /// The strings of the table that begin `bytes`, the shortest first, with where their replacements
  /// begin.
  private func matches(_ bytes: some Collection<UInt8>) -> [(length: Int, value: Int)] {
    var result: [(length: Int, value: Int)] = []
    var node = Self.offset(units[0])
    for (index, byte) in bytes.enumerated() {
      guard byte != 0 else { break }
      node ^= Int(byte)
      guard node < units.count else { break }
      let unit = units[node]
      // The label: bit 31 says that this is a value.
      guard unit & (1 << 31 | 0xFF) == UInt32(byte) else { break }
      node ^= Self.offset(unit)
      guard node < units.count else { break }
      if unit >> 8 & 1 == 1 {
        result.append((index + 1, Int(units[node] & (1 << 31 - 1))))
      }
    }
    return result
  }

  private static func offset(_ unit: UInt32) -> Int {
    Int(unit >> 10) << Int((unit & (1 << 9)) >> 6)
  }

  private func replacement(_ start: Int) -> String.UnicodeScalarView {
    guard start < replacements.count else { return String.UnicodeScalarView() }
    let bytes = replacements[start...].prefix { $0 != 0 }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars
  }
}
