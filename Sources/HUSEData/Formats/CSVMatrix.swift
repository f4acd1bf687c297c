import Foundation
import HUSECore

/// A CSV file of numbers: a row for each item, a column for each feature.
///
/// A first record in which no field is a number is taken for the names of the columns, and so is
/// one that counts the columns from 0, as pandas names them. A first column that has no name, or
/// one such as `index`, holds the names of the rows and no feature.
enum CSVMatrix {
  /// Reads the numbers.
  ///
  /// The file is gone through twice, so that they are stored once.
  ///
  /// - Throws: what `CSVReader` throws; `HUSEError.invalidRow` for a field that is not a number;
  ///   `.malformedFile` where numbers may as well be names of the columns or of the rows.
  static func read(contentsOf url: URL) throws(HUSEError) -> Matrix {
    var reader = try CSVReader(contentsOf: url)
    var counter = reader
    var rows = 0
    var fieldCount = 0
    while let record = try counter.next() {
      rows += 1
      fieldCount = record.count
    }
    guard let first = try reader.next() else { return Matrix(rows: 0, columns: 0) }
    var following = reader
    let header = try CSVHeader(
      first: try first.texts(), second: try following.next()?.texts(), path: url.path)
    var next: CSVRecord? = first
    if header.isThere {
      rows -= 1
      next = try reader.next()
    }
    let firstColumn = header.namesRows ? 1 : 0
    let columns = fieldCount - firstColumn
    var counting = RowCounting()
    var matrix = Matrix(uninitializedRows: rows, columns: columns)
    try matrix.withUnsafeMutableBufferPointer { (values) throws(HUSEError) in
      var row = 0
      while let record = next {
        guard row < rows, record.count == fieldCount else {
          throw .malformedFile(
            path: url.path, problem: "has changed while it was read",
            remedy: "Keep the file unchanged while it is in use.")
        }
        counting.look(at: try record.text(0), row: row)
        for column in 0..<columns {
          let text = try record.text(firstColumn + column)
          guard let value = number(text) else {
            throw .invalidRow(
              source: url.path, row: row, column: column,
              problem: "'\(text.prefix(60))' (line \(record.line)) is not a number",
              remedy: "Write numbers with a decimal point, separated by commas.")
          }
          values[row * columns + column] = value
        }
        row += 1
        next = try reader.next()
      }
    }
    guard header.namesRows || columns < 2 || !counting.countsRows else {
      throw .malformedFile(
        path: url.path,
        problem: "its first column counts the rows, as an index does that pandas writes",
        remedy: .text(
          "Write it with `to_csv(path, index=False)`, or name the column 'index' in the "
            + "first row; a feature is read if it is written as 0.0, 1.0, …."))
    }
    return matrix
  }

  static func number(_ text: String) -> Float? {
    Float(text) ?? Float(text.trimmingCharacters(in: .whitespaces))
  }
}

/// Whether the first column counts the rows from 0 or from 1.
private struct RowCounting {
  private var start: Int?
  private var holds = true
  private var rows = 0

  mutating func look(at text: String, row: Int) {
    rows += 1
    guard holds else { return }
    let value = Int(text)
    if row == 0 { start = value }
    holds = value != nil && value == start.map { $0 + row } && (start == 0 || start == 1)
  }

  /// Of few rows a feature may do so by chance.
  var countsRows: Bool { holds && rows >= 8 }
}
