package import Foundation

/// A text file in UTF-8.
package struct TextFile: Sendable {
  /// The path of the file, for messages.
  package let path: String
  /// The content, without a byte order mark.
  package let text: String

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - remedy: what the user can do about a file that is not UTF-8.
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` with the first line that is not UTF-8.
  package init(
    contentsOf url: URL, remedy: Remedy = "Save the file in UTF-8."
  ) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    defer { withExtendedLifetime(file) {} }
    path = file.path
    let hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let bytes = file.bytes[(hasMark ? 3 : 0)...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedFile(
        path: path, problem: "line \(Self.firstInvalidLine(bytes)) is not UTF-8", remedy: remedy)
    }
    self.text = text
  }

  /// The lines without their ends, which may be LF, CRLF, CR or another line end of Unicode.
  package var lines: [Substring] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  private static func firstInvalidLine(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (first ?? 0) + 1
  }
}
