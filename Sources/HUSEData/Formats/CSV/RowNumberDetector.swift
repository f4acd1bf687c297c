/// Detects whether a column numbers the rows.
///
/// It does so from 0 or from 1, or in another order by whole numbers beside other features.
struct RowNumberDetector {
  private var start: Int?
  private var isConsecutive = true
  /// The numbers of the first rows, as long as they differ and no other column has whole numbers.
  private var distinct: Set<Int>? = []
  private var rows = 0

  private static let remembered = 65_536

  /// Adds the next field of the column.
  mutating func add(_ text: String) {
    defer { rows += 1 }
    guard isConsecutive || distinct != nil else { return }
    let value = Int(text)
    if rows == 0 { start = value }
    isConsecutive =
      isConsecutive && (start == 0 || start == 1) && value == start.map { $0 + rows }
    guard let value, value >= 0 else {
      distinct = nil
      return
    }
    if rows < Self.remembered, distinct?.insert(value).inserted == false { distinct = nil }
  }

  /// Adds a field of another column in the row of the last field.
  mutating func add(beside text: String) {
    if distinct != nil, Int(text) != nil { distinct = nil }
  }

  /// Whether the fields number at least 8 rows.
  ///
  /// In fewer rows, a feature may do so by chance.
  var foundRowNumbers: Bool { (isConsecutive || distinct != nil) && rows >= 8 }
}
