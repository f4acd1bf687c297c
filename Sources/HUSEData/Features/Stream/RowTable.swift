import HUSECore

/// The rows of several files as one table.
struct RowTable: Sendable {
  let columns: Int
  let count: Int
  private let files: [RowFile]
  /// The first row of each file.
  private let starts: [Int]

  /// Joins files.
  ///
  /// - Throws: `HUSEError.invalidData` if there is no file or no column; `.shapeMismatch` if rows
  ///   have different lengths.
  init(_ files: [RowFile], named name: String) throws(HUSEError) {
    guard let first = files.first else {
      throw .invalidData(source: name, problem: "has no files", remedy: "Pass at least one.")
    }
    guard first.columns > 0 else {
      throw .invalidData(
        source: name, problem: "has no columns", remedy: "Pass at least one feature.")
    }
    var (starts, count): ([Int], Int) = ([], 0)
    for (index, file) in files.enumerated() {
      guard file.columns == first.columns else {
        throw .shapeMismatch(
          expected: [file.rows, first.columns], found: [file.rows, file.columns],
          in: "\(name), file \(index + 1) of \(files.count)",
          remedy: "All files must have rows of the same length.")
      }
      starts.append(count)
      count += file.rows
    }
    (self.files, self.starts, self.count, columns) = (files, starts, count, first.columns)
  }

  /// Starts to read rows in the background.
  func prepare(_ rows: some Collection<Int>) {
    for row in rows {
      let position = position(of: row)
      files[position.file].prepare(position.row)
    }
  }

  /// Fills a matrix with rows, in their order.
  func gather(_ rows: some Collection<Int>, into target: inout Matrix) throws(HUSEError) {
    precondition(target.rows == rows.count && target.columns == columns, "gather into \(target)")
    let columns = columns
    try target.withUnsafeMutableBufferPointer { (values) throws(HUSEError) in
      for (index, row) in rows.enumerated() {
        let position = position(of: row)
        try files[position.file].read(
          position.row,
          into: UnsafeMutableBufferPointer(
            rebasing: values[index * columns..<(index + 1) * columns]))
      }
    }
  }

  private func position(of row: Int) -> (file: Int, row: Int) {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    // The last file that starts at or before the row.
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return (low, row - starts[low])
  }
}
