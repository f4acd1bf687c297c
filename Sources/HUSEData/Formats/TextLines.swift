import Foundation
import HUSECore

/// The lines of a text file in UTF-8; they may end in LF, CRLF or CR.
struct TextLines {
  struct Line {
    /// Counting from 1.
    let number: Int
    let text: Substring
  }

  let path: String
  /// Those that hold more than white space.
  let lines: [Line]

  /// Reads a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`, or `.malformedFile` for what is not a text file in UTF-8.
  init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    path = file.path
    let hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let bytes = file.bytes[(hasMark ? 3 : 0)...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedFile(
        path: path, problem: "line \(Self.firstInvalidLine(bytes)) is not UTF-8",
        remedy: "Save the file in UTF-8.")
    }
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().map { Line(number: $0.offset + 1, text: $0.element) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
  }

  private static func firstInvalidLine(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (first ?? 0) + 1
  }
}
