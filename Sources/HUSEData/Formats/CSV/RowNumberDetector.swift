/// Detects whether a column numbers the rows from 0 or from 1.
struct RowNumberDetector {
  private var start: Int?
  private var isConsecutive = true
  private var rows = 0

  /// Adds the next field of the column.
  mutating func add(_ text: String) {
    defer { rows += 1 }
    guard isConsecutive else { return }
    let value = Int(text)
    if rows == 0 { start = value }
    isConsecutive = (start == 0 || start == 1) && value == start.map { $0 + rows }
  }

  /// Whether the fields number at least 8 rows.
  ///
  /// In fewer rows, a feature may do so by chance.
  var foundRowNumbers: Bool { isConsecutive && rows >= 8 }
}
