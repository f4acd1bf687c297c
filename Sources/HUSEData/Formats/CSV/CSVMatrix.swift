import Foundation
import HUSECore

/// Reads a CSV file of numbers, with a row for each item and a column for each feature.
///
/// A first record is a header if no field in it is a number, or if it numbers the columns as pandas
/// does. First columns without a name, or with a name such as `index`, are an index of pandas and
/// not features.
enum CSVMatrix {
  /// Reads the numbers.
  ///
  /// The file is read twice, so that the numbers are stored only once.
  ///
  /// - Throws: the errors of `CSVReader`; `HUSEError.invalidRow` for a field that is not a number;
  ///   `.malformedFile` if numbers may also be a header or an index.
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
    if header.exists {
      rows -= 1
      next = try reader.next()
    }
    let firstColumn = header.indexColumns
    let columns = fieldCount - firstColumn
    let mayNumberRows = firstColumn == 0 && columns > 1
    var detector = RowNumberDetector()
    var matrix = Matrix(rows: rows, columns: columns)
    var values = [Float](repeating: 0, count: columns)
    var row = 0
    while let record = next {
      guard row < rows, record.count == fieldCount else {
        throw .malformedFile(
          path: url.path, problem: "has changed while it was read",
          remedy: "Keep the file unchanged while it is in use.")
      }
      if mayNumberRows { detector.add(try record.text(0)) }
      for column in 0..<columns {
        let text = try record.text(firstColumn + column)
        if mayNumberRows, column > 0 { detector.add(beside: text) }
        guard let value = number(text) else {
          throw .invalidRow(
            source: url.path, row: row, column: column,
            problem: "'\(text.prefix(60))' (line \(record.line)) is not a number",
            remedy: "Write numbers with a decimal point, separated by commas.")
        }
        values[column] = value
      }
      matrix.assign(Matrix(row: values), atRow: row)
      row += 1
      next = try reader.next()
    }
    guard !mayNumberRows || !detector.foundRowNumbers else {
      throw .malformedFile(
        path: url.path,
        problem: "its first column numbers the rows, like an index of pandas",
        remedy: .text(
          "Write it with `to_csv(path, index=False)`, or name the column 'index' in the "
            + "first row. If it is a feature, write it as 0.0, 1.0, …."))
    }
    return matrix
  }

  /// The number that a field contains; `nil` if it is not a number.
  static func number(_ text: String) -> Float? {
    Float(text) ?? Float(text.trimmingCharacters(in: .whitespaces))
  }
}
