package import Foundation
package import HUSECore

/// Reads a CSV file (RFC 4180) record by record; only one record is in memory at a time.
///
/// Fields are separated by commas, tabs or semicolons, whichever the first lines agree on. Lines
/// may end in LF, CRLF or CR; a byte order mark and empty lines are skipped. A quote within a field
/// that does not begin with one stands for itself, as most programs that write CSV assume. All
/// records have as many fields as the first.
///
/// A record that cannot be read costs only itself: after an error `next()` continues with the line
/// below the one on which that record began.
package struct CSVReader {
  private let file: MappedFile
  private let dialect: CSVDialect
  private var position: Int
  /// The line that is read next, counting from 1.
  private(set) var line = 1
  private var fieldCount: Int?

  /// The longest field, in bytes: a longer one is a quote that was not closed, or not a table.
  package static let longestField = 4 << 20

  /// The path, for messages.
  package var path: String { file.path }

  /// How many fields most of the first lines have.
  var commonFieldCount: Int { dialect.commonFieldCount }

  /// Whether there is no record left.
  var isAtEnd: Bool {
    var copy = self
    copy.skipEmptyLines()
    return copy.position == file.bytes.count
  }

  /// Maps a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`, or `.malformedFile` for what is not a readable file.
  package init(contentsOf url: URL) throws(HUSEError) {
    self.init(try MappedFile(contentsOf: url))
  }

  /// Reads bytes that are in memory.
  ///
  /// - Parameter path: Where they come from, for messages.
  package init(bytes: [UInt8], path: String) {
    self.init(MappedFile(bytes: bytes, path: path))
  }

  private init(_ file: MappedFile) {
    self.file = file
    position = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    dialect = CSVDialect(of: file.bytes[position...])
  }

  /// The next record, `nil` at the end of the file.
  ///
  /// - Throws: `HUSEError.malformedFile` with the line for a quote that is not closed, text behind
  ///   a closing quote, a field of more than 4 MiB and a record with another number of fields than
  ///   the first. The next call reads the line below the one on which the record began.
  package mutating func next() throws(HUSEError) -> CSVRecord? {
    skipEmptyLines()
    guard position < file.bytes.count else { return nil }
    let start = (position: position, line: line)
    do throws(HUSEError) {
      let fields = try fields()
      skipLineEnd()
      guard fields.count == fieldCount ?? fields.count else {
        throw malformed(
          "line \(start.line) has \(Self.counted(fields.count)), the others have "
            + "\(fieldCount ?? 0)",
          "Quote fields that contain \(separatorName), or fill in what is missing.")
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

  /// Expects records of so many fields, whatever the first has.
  mutating func expect(fieldCount: Int) { self.fieldCount = fieldCount }

  /// Goes back to the line below the one on which a record began.
  mutating func resume(belowFirstLineOf record: CSVRecord) {
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
              "line \(line) has text behind a closing quote"
                + (line == opening ? "" : " that opens on line \(opening)"),
              "Double the quotes within a quoted field, and put it in quotes whole.")
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
