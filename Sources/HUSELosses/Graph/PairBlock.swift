/// A rectangle of pairs of embeddings: a range of rows of a batch with another range.
package struct PairBlock: Sendable, Equatable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }

  /// The number of pairs.
  package var count: Int { rows.count * columns.count }

  /// The cost of a row or column in addition to its pairs, in units of a pair.
  ///
  /// A row or column is packed for each product, and its gradient is read and written. As measured,
  /// a pair in a block of 50 × 50 takes 1.3 times as long as one in a block of 256 × 256.
  private static let workOfSide = 8

  /// The time that the block takes, in units of a pair.
  var work: Int { count + Self.workOfSide * (rows.count + columns.count) }

  /// The smallest block that contains both.
  func union(_ other: PairBlock) -> PairBlock {
    PairBlock(
      rows: Self.union(rows, other.rows), columns: Self.union(columns, other.columns))
  }

  private static func union(_ first: Range<Int>, _ second: Range<Int>) -> Range<Int> {
    min(first.lowerBound, second.lowerBound)..<max(first.upperBound, second.upperBound)
  }
}
