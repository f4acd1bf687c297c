import Foundation
import HUSECore

/// A CSV file of numbers: a row for each item, a column for each feature.
///
/// A first record in which no field is a number is taken for the names of the columns.
enum CSVMatrix {
  /// Reads the numbers.
  ///
  /// The file is gone through twice, so that they are stored once.
  ///
  /// - Throws: what `CSVReader` throws; `HUSEError.invalidRow` for a field that is not a number.
  static func read(contentsOf url: URL) throws(HUSEError) -> Matrix {
    var reader = try CSVReader(contentsOf: url)
    var counter = reader
    var rows = 0
    var columns = 0
    while let record = try counter.next() {
      rows += 1
      columns = record.count
    }
    guard let first = try reader.next() else { return Matrix(rows: 0, columns: 0) }
    var next: CSVRecord? = first
    if try first.texts().allSatisfy({ number($0) == nil }) {
      rows -= 1
      next = try reader.next()
    }
    var matrix = Matrix(uninitializedRows: rows, columns: columns)
    try matrix.withUnsafeMutableBufferPointer { (values) throws(HUSEError) in
      var index = 0
      while let record = next {
        guard index + columns <= values.count, record.count == columns else {
          throw .malformedFile(
            path: url.path, problem: "has changed while it was read",
            remedy: "Keep the file unchanged while it is in use.")
        }
        for column in 0..<columns {
          let text = try record.text(column)
          guard let value = number(text) else {
            throw .invalidRow(
              source: url.path, row: index / columns, column: column,
              problem: "'\(text)' (line \(record.line)) is not a number",
              remedy: "Write numbers with a decimal point, separated by commas.")
          }
          values[index] = value
          index += 1
        }
        next = try reader.next()
      }
    }
    return matrix
  }

  private static func number(_ text: String) -> Float? {
    Float(text) ?? Float(text.trimmingCharacters(in: .whitespaces))
  }
}
