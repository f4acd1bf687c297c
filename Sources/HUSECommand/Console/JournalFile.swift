import Foundation
import HUSE

/// A file of JSON lines that survives a killed process: each line is on disk before work continues.
struct JournalFile: Sendable {
  let url: URL
  /// The lines that existed when the journal was opened.
  let lines: [Data]
  /// The bytes of these lines, or `nil` if the file contains nothing else.
  private var intact: Data?

  private static let lineFeed = UInt8(ascii: "\n")

  /// Reads a journal; a missing file has no lines.
  ///
  /// A last line that was truncated by a kill is ignored, and is removed when the next line is
  /// added.
  init(_ url: URL) {
    self.url = url
    let content = FileManager.default.contents(atPath: url.path) ?? Data()
    let end = content.lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? content.startIndex
    lines = content[..<end].split(separator: Self.lineFeed)
    intact = end < content.endIndex ? Data(content[..<end]) : nil
  }

  /// Starts the journal with a line, and replaces earlier content.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func begin(with line: String) throws(HUSEError) {
    try AtomicWrite.write(Data((line + "\n").utf8), to: url)
    intact = nil
  }

  /// Adds a line, which is on disk when the call returns.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func add(_ line: String) throws(HUSEError) {
    if let intact { try AtomicWrite.write(intact, to: url) }
    intact = nil
    try AppendOnlyFile.append(Data((line + "\n").utf8), to: url)
  }
}
