public import Foundation
public import HUSECore

/// Writes tables of numbers as text (RFC 4180).
public enum CSVFile {
  /// Writes vectors with their identifiers, one per line, completely or not at all.
  ///
  /// The first line is `id,0,1,2,…`. Numbers have as many digits as are needed to read them back
  /// exactly. `PairedFeatures(contentsOf:)` reads such a file as features.
  ///
  /// - Parameters:
  ///   - matrix: the vectors.
  ///   - identifiers: a name for each row.
  ///   - url: the file.
  /// - Throws: `HUSEError.shapeMismatch` unless there is an identifier for each row,
  ///   `.writeFailed`; an earlier file at `url` is then unchanged.
  public static func write(
    _ matrix: Matrix, identifiers: [String], to url: URL
  ) throws(HUSEError) {
    guard identifiers.count == matrix.rows else {
      throw .shapeMismatch(
        expected: [matrix.rows], found: [identifiers.count], in: "identifiers of a table",
        remedy: "Pass one identifier for each row.")
    }
    let names = ["id"] + (0..<matrix.columns).map(String.init)
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      var lines = Data((names.joined(separator: ",") + "\n").utf8)
      for (row, identifier) in identifiers.enumerated() {
        lines.append(field(identifier))
        for value in matrix[row: row] { lines.append(contentsOf: ",\(value)".utf8) }
        lines.append(UInt8(ascii: "\n"))
        guard lines.count >= bufferSize else { continue }
        try file.append(lines)
        lines.removeAll(keepingCapacity: true)
      }
      try file.append(lines)
    }
  }

  /// Writes names under the heading `id`, one per line, completely or not at all.
  ///
  /// Use it to name the rows of a file whose format has no identifiers.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged.
  public static func write(identifiers: [String], to url: URL) throws(HUSEError) {
    var lines = Data("id\n".utf8)
    for identifier in identifiers {
      lines.append(field(identifier))
      lines.append(UInt8(ascii: "\n"))
    }
    try AtomicWrite.write(lines, to: url)
  }

  /// The approximate number of bytes that are written at once.
  private static let bufferSize = 1 << 20

  /// A text as a field, in quotation marks if it needs them.
  private static func field(_ text: String) -> Data {
    let quote = UInt8(ascii: "\"")
    let needsQuotes =
      text.isEmpty || text.utf8.first == UInt8(ascii: " ") || text.utf8.last == UInt8(ascii: " ")
      || text.utf8.contains { ",;\t\"\r\n".utf8.contains($0) }
    guard needsQuotes else { return Data(text.utf8) }
    // This works byte by byte, because a quotation mark followed by a combining accent is one
    // Character.
    return Data([quote] + text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote])
  }
}
