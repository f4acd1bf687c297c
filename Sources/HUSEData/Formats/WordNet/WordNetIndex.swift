import Foundation
import HUSECore

/// The file `index.noun`, with a line for each word and the offsets of its synsets, sorted by word.
struct WordNetIndex: Sendable {
  private let file: MappedFile

  init(contentsOf url: URL) throws(HUSEError) { file = try MappedFile(contentsOf: url) }

  /// The offsets of a word, with the most frequent meaning first; none for an unknown word.
  ///
  /// - Throws: `HUSEError.malformedFile` for a damaged line.
  func offsets(of lemma: String) throws(HUSEError) -> [Int] {
    let wanted = Array(lemma.utf8)
    var (low, high) = (0, file.bytes.count)
    // `low` and `high` are starts of lines, with the wanted line between them.
    while low < high {
      let line = lineAround((low + high) / 2)
      let word = file.bytes[line].prefix { $0 != Self.space }
      if word.elementsEqual(wanted), !wanted.isEmpty { return try offsets(in: line) }
      // The licence at the top is indented, so its first words are empty and sort before all
      // others.
      if word.lexicographicallyPrecedes(wanted) {
        low = min(line.upperBound + 1, high)
      } else {
        high = line.lowerBound
      }
    }
    return []
  }

  /// The offsets in a line.
  ///
  /// Its fields are: the word, the part of speech, the number of synsets, the number of pointer
  /// types and their symbols, the number of senses, the number of tagged senses, and the offsets.
  private func offsets(in line: Range<Int>) throws(HUSEError) -> [Int] {
    let fields = file.bytes[line].split(separator: Self.space)
      .map { String(decoding: $0, as: UTF8.self) }
    guard fields.count >= 4, fields[1] == "n", let count = Int(fields[2]), count > 0,
      let pointerTypes = Int(fields[3]), pointerTypes >= 0, pointerTypes < fields.count,
      fields.count - 6 - pointerTypes == count
    else {
      throw malformed(at: line.lowerBound, "is not an entry of index.noun")
    }
    var offsets: [Int] = []
    for field in fields.suffix(count) {
      guard field.count == 8, let offset = Int(field), offset >= 0 else {
        throw malformed(at: line.lowerBound, "has '\(field)', expected an offset of 8 digits")
      }
      offsets.append(offset)
    }
    return offsets
  }

  private func lineAround(_ position: Int) -> Range<Int> {
    let bytes = file.bytes
    let start = bytes[..<position].lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? 0
    let end = bytes[position...].firstIndex(of: Self.lineFeed) ?? bytes.count
    return start..<end
  }

  private func malformed(at position: Int, _ problem: String) -> HUSEError {
    let line = file.bytes[..<position].count { $0 == Self.lineFeed } + 1
    return malformed("line \(line) \(problem)", "Install the files again.")
  }

  func malformed(_ problem: String, _ remedy: Remedy) -> HUSEError {
    .malformedFile(path: file.path, problem: problem, remedy: remedy)
  }

  private static let space = UInt8(ascii: " ")
  private static let lineFeed = UInt8(ascii: "\n")
}
