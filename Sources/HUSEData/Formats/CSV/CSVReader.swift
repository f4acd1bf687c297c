package import Foundation
package import HUSECore

/// Reads a CSV file (RFC 4180) record by record, with one record in memory at a time.
///
/// Fields are separated by commas, tabs or semicolons, which are detected from the first lines.
/// Lines may end with LF, CRLF or CR; a byte order mark and empty lines are skipped. A quote within
/// a field that does not begin with one stands for itself. All records have as many fields as the
/// first.
///
/// After a record that cannot be read, `next()` resumes on the line after the first line of that
/// record.
package struct CSVReader {
  private let file: MappedFile
  private let dialect: CSVDialect
  private var position: Int
  /// The number of the next line, from 1.
  private(set) var line = 1
  private var fieldCount: Int?

  /// The largest number of bytes in a field.
  ///
  /// A longer one is an unclosed quote, or the file is not a table.
  package static let longestField = 4 << 20

  /// The path, for messages.
  package var path: String { file.path }

  /// The number of fields of most of the first lines.
  var commonFieldCount: Int { dialect.commonFieldCount }

  /// Whether there are no more records.
  var isAtEnd: Bool {
    var copy = self
    copy.skipEmptyLines()
    return copy.position == file.bytes.count
  }

  /// Maps a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` if it is not a readable file, or if it is
  ///   UTF-16.
  package init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    guard !file.bytes.starts(with: [0xFF, 0xFE]), !file.bytes.starts(with: [0xFE, 0xFF]) else {
      throw .malformedFile(
        path: file.path, problem: "is UTF-16", remedy: "Save the file in UTF-8.")
    }
    self.init(file)
  }

  /// Reads bytes in memory.
  ///
  /// - Parameters:
  ///   - bytes: the content of a CSV file.
  ///   - path: the source of the bytes, for messages.
  package init(bytes: [UInt8], path: String) {
    self.init(MappedFile(bytes: bytes, path: path))
  }

  private init(_ file: MappedFile) {
    self.file = file
    position = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    dialect = CSVDialect(of: file.bytes[position...])
  }

  /// Reads the next record.
  ///
  /// - Returns: `nil` at the end of the file.
  /// - Throws: `HUSEError.malformedFile` with the line for a quote that is not closed, text after a
  ///   closing quote, a field of more than 4 MiB, or a record with another number of fields than
  ///   the first.
  package mutating func next() throws(HUSEError) -> CSVRecord? {
    skipEmptyLines()
    guard position < file.bytes.count else { return nil }
    let start = (position: position, line: line)
    do throws(HUSEError) {
      let fields = try fields()
      skipLineEnd()
      guard fields.count == fieldCount ?? fields.count else {
        throw malformed(
          "line \(start.line) has \(Self.counted(fields.count)), but the others have "
            + "\(fieldCount ?? 0)",
          "Quote fields that contain \(separatorName), or add the missing fields.")
      }
      fieldCount = fields.count
      return CSVRecord(
        file: file, line: start.line, fields: fields, start: start.position,
        lineCount: line - start.line)
    } catch {
      (position, line) = start
      skipLine()
      throw error
    }
  }

  /// Sets the number of fields of records, instead of that of the first.
  mutating func expect(fieldCount: Int) { self.fieldCount = fieldCount }

  /// Goes back to the line after the first line of a record.
  mutating func resume(afterFirstLineOf record: CSVRecord) {
    (position, line) = (record.start, record.line)
    skipLine()
  }

  private mutating func fields() throws(HUSEError) -> [CSVRecord.Field] {
    var fields: [CSVRecord.Field] = []
    fields.reserveCapacity(fieldCount ?? 0)
    repeat {
      let field = try nextField()
      guard field.range.count <= Self.longestField else {
        throw malformed(
          "line \(line) ends a field of \(field.range.count) bytes, more than "
            + "\(Self.longestField)", "Look for a quote that is not closed.")
      }
      fields.append(field)
    } while skip(dialect.separator)
    return fields
  }

  private mutating func nextField() throws(HUSEError) -> CSVRecord.Field {
    let bytes = file.bytes
    guard position < bytes.count, bytes[position] == Self.quote else {
      let start = position
      while position < bytes.count, !endsField(bytes[position]) { position += 1 }
      return CSVRecord.Field(range: start..<position, hasDoubledQuotes: false)
    }
    let opening = line
    position += 1
    let start = position
    var hasDoubledQuotes = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Self.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else {
          let range = start..<position
          position += 1
          guard position == bytes.count || endsField(bytes[position]) else {
            throw malformed(
              "line \(line) has text after a closing quote"
                + (line == opening ? "" : " that opens on line \(opening)"),
              "Double the quotes within a quoted field, and quote the whole field.")
          }
          return CSVRecord.Field(range: range, hasDoubledQuotes: hasDoubledQuotes)
        }
        hasDoubledQuotes = true
        position += 2
      } else if byte == Self.carriageReturn || byte == Self.lineFeed {
        skipLineEnd()
      } else {
        position += 1
      }
    }
    throw malformed(
      "the quote that opens on line \(opening) is not closed",
      "Close it, or double it if it stands for itself.")
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < file.bytes.count, file.bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipLine() {
    while position < file.bytes.count, !Self.endsLine(file.bytes[position]) { position += 1 }
    skipLineEnd()
  }

  private mutating func skipLineEnd() {
    let isReturn = skip(Self.carriageReturn)
    let isFeed = skip(Self.lineFeed)
    if isReturn || isFeed { line += 1 }
  }

  private mutating func skipEmptyLines() {
    while position < file.bytes.count, Self.endsLine(file.bytes[position]) { skipLineEnd() }
  }

  private func malformed(_ problem: String, _ remedy: Remedy) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: remedy)
  }

  private var separatorName: String {
    switch dialect.separator {
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: ";"): "semicolons"
    default: "commas"
    }
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == dialect.separator || Self.endsLine(byte)
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
