package import Foundation
package import HUSECore

/// Reads a CSV file (RFC 4180) record by record; only one record is in memory at a time.
///
/// Lines may end in LF, CRLF or CR; a byte order mark and empty lines are skipped. A quote within a
/// field that does not begin with one stands for itself, as most programs that write CSV assume.
/// All records have as many fields as the first.
package struct CSVReader {
  private let file: MappedFile
  private var position: Int
  private var line = 1
  private var fieldCount: Int?

  /// The path, for messages.
  package var path: String { file.path }

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
  }

  /// The next record, `nil` at the end of the file.
  ///
  /// - Throws: `HUSEError.malformedFile` with the line for a quote that is not closed, text behind a
  ///   closing quote and a record with another number of fields than the first.
  package mutating func next() throws(HUSEError) -> CSVRecord? {
    skipEmptyLines()
    guard position < file.bytes.count else { return nil }
    let start = line
    var fields: [CSVRecord.Field] = []
    fields.reserveCapacity(fieldCount ?? 0)
    repeat { fields.append(try nextField()) } while skip(Self.comma)
    skipLineEnd()
    guard fields.count == fieldCount ?? fields.count else {
      throw malformed(
        "line \(start) has \(Self.counted(fields.count)), the first record has "
          + "\(fieldCount ?? 0)", "Quote fields that contain commas, or fill in what is missing.")
    }
    fieldCount = fields.count
    return CSVRecord(file: file, line: start, fields: fields)
  }

  private mutating func nextField() throws(HUSEError) -> CSVRecord.Field {
    let bytes = file.bytes
    guard position < bytes.count, bytes[position] == Self.quote else {
      let start = position
      while position < bytes.count, !Self.endsField(bytes[position]) { position += 1 }
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
          guard position == bytes.count || Self.endsField(bytes[position]) else {
            throw malformed(
              "line \(line) has text behind a closing quote",
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

  private mutating func skipLineEnd() {
    let isReturn = skip(Self.carriageReturn)
    let isFeed = skip(Self.lineFeed)
    if isReturn || isFeed { line += 1 }
  }

  private mutating func skipEmptyLines() {
    while position < file.bytes.count,
      file.bytes[position] == Self.lineFeed || file.bytes[position] == Self.carriageReturn
    {
      skipLineEnd()
    }
  }

  private func malformed(_ problem: String, _ remedy: String) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: remedy)
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == comma || byte == lineFeed || byte == carriageReturn
  }

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
