import Foundation
import HUSE

/// A file of lines of JSON that survives a kill: each line is on disk before the work continues.
struct JournalFile: Sendable {
  let url: URL
  /// The lines that were there when the journal was opened.
  let lines: [Data]
  /// The bytes of these lines; `nil` if the file ends with them.
  private var intact: Data?

  private static let lineFeed = UInt8(ascii: "\n")

  /// Reads a journal; a missing file has no lines.
  ///
  /// A last line that a kill cut short does not count, and is removed when the next one is added.
  init(_ url: URL) {
    self.url = url
    let content = FileManager.default.contents(atPath: url.path) ?? Data()
    let end = content.lastIndex(of: Self.lineFeed).map { $0 + 1 } ?? content.startIndex
    lines = content[..<end].split(separator: Self.lineFeed)
    intact = end < content.endIndex ? Data(content[..<end]) : nil
  }

  /// Begins the journal with a line; an earlier content is replaced.
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
