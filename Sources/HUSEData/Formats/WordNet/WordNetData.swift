import Foundation
import HUSECore

/// The file `data.noun`, with a line for each synset at the offset that identifies it.
struct WordNetData: Sendable {
  struct Record {
    /// The words; at least one.
    let words: [String]
    let hypernyms: [Int]
    let gloss: String
  }

  private let file: MappedFile

  init(contentsOf url: URL) throws(HUSEError) { file = try MappedFile(contentsOf: url) }

  /// Reads the synset at an offset.
  ///
  /// Its fields are: the offset, the file number, the part of speech, the number of words in
  /// hexadecimal, each word with an identifier, the number of pointers, and each pointer as symbol,
  /// offset, part of speech and words. The gloss follows after a bar.
  ///
  /// - Throws: `HUSEError.malformedFile` for a damaged line or an offset without a synset.
  func record(at offset: Int) throws(HUSEError) -> Record {
    let bytes = file.bytes
    guard offset >= 0, offset < bytes.count,
      offset == 0 || bytes[offset - 1] == UInt8(ascii: "\n")
    else {
      throw malformed(at: nil, "has no synset at offset \(offset)", Self.otherVersion)
    }
    let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    guard let line = String(validating: bytes[offset..<end], as: UTF8.self) else {
      throw malformed(at: offset, "is not UTF-8", Self.damaged)
    }
    let bar = line.firstRange(of: " | ")
    let fields = line[..<(bar?.lowerBound ?? line.endIndex)].split(separator: " ")
    guard let first = fields.first, Int(first) == offset, first.count == 8 else {
      throw malformed(at: nil, "has no synset at offset \(offset)", Self.otherVersion)
    }
    guard fields.count > 4, fields[2] == "n", let wordCount = Int(fields[3], radix: 16),
      wordCount > 0, wordCount < fields.count, fields.count > 4 + 2 * wordCount,
      let pointerCount = Int(fields[4 + 2 * wordCount]), pointerCount >= 0,
      pointerCount <= fields.count, fields.count == 5 + 2 * wordCount + 4 * pointerCount
    else {
      throw malformed(at: offset, "is not a synset of data.noun", Self.damaged)
    }
    var hypernyms: [Int] = []
    for start in stride(from: 5 + 2 * wordCount, to: fields.count, by: 4)
    where fields[start] == "@" || fields[start] == "@i" {
      guard let hypernym = Int(fields[start + 1]) else {
        throw malformed(
          at: offset, "has '\(fields[start + 1])', expected an offset of 8 digits", Self.damaged)
      }
      hypernyms.append(hypernym)
    }
    return Record(
      words: (0..<wordCount).map { String(fields[4 + 2 * $0]) }, hypernyms: hypernyms,
      gloss: bar.map { line[$0.upperBound...].trimmingCharacters(in: .whitespaces) } ?? "")
  }

  /// The error of a line or of the file.
  ///
  /// - Parameters:
  ///   - position: the position of the line; `nil` for the whole file.
  ///   - problem: the problem.
  ///   - remedy: the remedy.
  /// - Returns: the error.
  func malformed(at position: Int?, _ problem: String, _ remedy: Remedy) -> HUSEError {
    guard let position else {
      return .malformedFile(path: file.path, problem: problem, remedy: remedy)
    }
    let before = file.bytes[..<min(max(position, 0), file.bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return .malformedFile(path: file.path, problem: "line \(line) \(problem)", remedy: remedy)
  }

  private static let damaged: Remedy = "Install the files again."
  private static let otherVersion: Remedy =
    "Use the index, the synsets and the mapping of one version."
}
