package import HUSECore

/// One record of a CSV file; its fields are decoded when they are asked for.
package struct CSVRecord {
  struct Field {
    /// The bytes between the quotes, where there are quotes.
    let range: Range<Int>
    let hasDoubledQuotes: Bool
  }

  let file: MappedFile
  /// The line on which the record begins, counting from 1.
  package let line: Int
  let fields: [Field]
  /// Where the record begins in the file.
  let start: Int
  /// How many lines the record takes.
  let lineCount: Int

  /// The number of fields.
  package var count: Int { fields.count }

  /// The text of a field.
  ///
  /// - Throws: `HUSEError.malformedFile` with the line if the bytes are not UTF-8.
  /// - Precondition: `column` lies in `0..<count`.
  package func text(_ column: Int) throws(HUSEError) -> String {
    let field = fields[column]
    guard let text = String(validating: file.bytes[field.range], as: UTF8.self) else {
      throw .malformedFile(
        path: file.path, problem: "line \(line), field \(column + 1) is not UTF-8",
        remedy: "Save the file in UTF-8.")
    }
    return field.hasDoubledQuotes ? Self.undoubled(text) : text
  }

  /// The texts of all fields.
  ///
  /// - Throws: as `text(_:)`.
  package func texts() throws(HUSEError) -> [String] {
    var result: [String] = []
    for column in 0..<count { result.append(try text(column)) }
    return result
  }

  private static func undoubled(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isFirst = false
    for scalar in text.unicodeScalars {
      isFirst = scalar == "\"" && !isFirst
      // The first of two quotes is left out, the second kept.
      if !isFirst { result.append(scalar) }
    }
    return String(result)
  }
}
