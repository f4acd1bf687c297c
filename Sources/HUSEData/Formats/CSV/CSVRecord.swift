package import HUSECore

/// A record of a CSV file.
///
/// Its fields are decoded on demand.
package struct CSVRecord {
  struct Field {
    /// The range of the field in the file, without its quotes.
    let range: Range<Int>
    let hasDoubledQuotes: Bool
  }

  let file: MappedFile
  /// The number of the first line of the record, from 1.
  package let line: Int
  let fields: [Field]
  /// The position of the record in the file.
  let start: Int
  /// The number of lines of the record.
  let lineCount: Int

  /// The number of fields.
  package var count: Int { fields.count }

  /// The text of a field.
  ///
  /// - Throws: `HUSEError.malformedFile` with the line if it is not UTF-8.
  /// - Precondition: `column` is in `0..<count`.
  package func text(_ column: Int) throws(HUSEError) -> String {
    let field = fields[column]
    guard let text = String(validating: file.bytes[field.range], as: UTF8.self) else {
      throw .malformedFile(
        path: file.path, problem: "line \(line), field \(column + 1) is not UTF-8",
        remedy: "Save the file in UTF-8.")
    }
    return field.hasDoubledQuotes ? Self.unescaped(text) : text
  }

  /// The texts of all fields.
  ///
  /// - Throws: the errors of `text(_:)`.
  package func texts() throws(HUSEError) -> [String] {
    var result: [String] = []
    for column in 0..<count { result.append(try text(column)) }
    return result
  }

  private static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isFirst = false
    for scalar in text.unicodeScalars {
      isFirst = scalar == "\"" && !isFirst
      // The first of two quotes is removed.
      if !isFirst { result.append(scalar) }
    }
    return String(result)
  }
}
