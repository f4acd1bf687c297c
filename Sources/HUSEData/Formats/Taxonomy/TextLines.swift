import Foundation
import HUSECore

/// The numbered lines of a text file.
struct TextLines {
  struct Line {
    /// The number of the line, from 1.
    let number: Int
    let text: Substring
  }

  let path: String
  /// The lines that contain more than white space.
  let lines: [Line]

  /// Reads a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is not UTF-8.
  init(contentsOf url: URL) throws(HUSEError) {
    let file = try TextFile(contentsOf: url)
    path = file.path
    lines = file.lines.enumerated().map { Line(number: $0.offset + 1, text: $0.element) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
  }
}
