import Foundation
internal import HUSECore

/// The `vocab.json` and `merges.txt` of a byte-pair encoding.
struct BytePairFiles {
  private let vocabulary: [(key: String, number: Int)]
  private let merges: [(first: String, second: String)]
  private let path: String

  /// Reads the content of the files.
  ///
  /// - Parameters:
  ///   - vocabulary: a JSON object of numbers.
  ///   - merges: two tokens a line with a space between them, and a first line with the version.
  ///   - path: the file of the vocabulary, for messages.
  /// - Throws: `HUSEError.malformedFile`.
  init(vocabulary: String, merges: String, path: String) throws(HUSEError) {
    self.path = path
    let data = Data(vocabulary.utf8)
    guard (try? JSONSerialization.jsonObject(with: data)) is [String: Any] else {
      throw .malformedFile(
        path: path, problem: "is not a JSON object", remedy: TokenizerDocument.remedy)
    }
    let entries = JSONNumbers.entries(of: data, in: [])
    try TokenNumbers.check(entries, path: path)
    self.vocabulary = entries
    var pairs: [(first: String, second: String)] = []
    for (index, line) in merges.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.isEmpty || (index == 0 && line.starts(with: "#version".utf8)) { continue }
      let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw .malformedFile(
          path: path,
          problem: "line \(index + 1) of the merges has \(parts.count) parts, expected 2",
          remedy: TokenizerDocument.remedy)
      }
      pairs.append(
        (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)))
    }
    self.merges = pairs
  }

  func model(_ style: TokenizerSource.BytePairStyle) throws(HUSEError) -> BytePairModel {
    try BytePairModel(
      vocabulary, merges: merges,
      options: style == .clip
        ? BytePairModel.Options(unknown: "<|endoftext|>", suffix: "</w>")
        : BytePairModel.Options(), path: path)
  }
}
