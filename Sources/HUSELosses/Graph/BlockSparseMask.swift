package import HUSECore

/// The pairs of a batch whose classes are closer than the margin, as a few rectangles.
///
/// Rows and columns are halved repeatedly between classes, and each rectangle is shrunk to its
/// close classes. A division is kept if the parts are less work than the whole. It works best if
/// rows of close classes are adjacent.
package struct BlockSparseMask: Sendable {
  private let labels: [Int32]
  private let distances: Matrix
  private let margin: Float

  ///
  /// - Parameters:
  ///   - labels: the class of each row of the batch.
  ///   - distances: the distances between the classes, `[classes × classes]`.
  ///   - margin: ∆ of the graph loss.
  /// - Precondition: every label has a row of `distances`.
  package init(labels: [Int32], distances: Matrix, margin: Float) {
    precondition(distances.rows == distances.columns, "\(distances)")
    Kernels.check(labels[...], classCount: distances.rows)
    self.labels = labels
    self.distances = distances
    self.margin = margin
  }

  /// The longest side that is not halved: products with shorter sides are slow.
  private static let shortSide = 24

  /// Appends rectangles within the given rows and columns.
  ///
  /// They do not overlap and together contain every pair of close classes.
  package func append(rows: Range<Int>, columns: Range<Int>, to blocks: inout [PairBlock]) {
    distances.withUnsafeBufferPointer { _ = divide(rows, columns, $0, into: &blocks) }
  }

  /// The result for a range of rows and a range of columns.
  private struct Finding {
    /// The smallest rectangle that contains all their pairs of close classes, or `nil` if there are
    /// none.
    var whole: PairBlock?
    /// The work of the rectangles that were appended.
    var work = 0

    mutating func add(_ part: Finding) {
      if let block = part.whole { whole = whole?.union(block) ?? block }
      work += part.work
    }
  }

  private func divide(
    _ rows: Range<Int>, _ columns: Range<Int>, _ distances: UnsafeBufferPointer<Float>,
    into blocks: inout [PairBlock]
  ) -> Finding {
    guard !rows.isEmpty, !columns.isEmpty else { return Finding() }
    let (top, bottom) = halves(rows)
    let (left, right) = halves(columns)
    guard !bottom.isEmpty || !right.isEmpty else {
      guard let block = nearBlock(rows, columns, distances) else { return Finding() }
      blocks.append(block)
      return Finding(whole: block, work: block.work)
    }
    let start = blocks.count
    var parts = divide(top, left, distances, into: &blocks)
    parts.add(divide(top, right, distances, into: &blocks))
    parts.add(divide(bottom, left, distances, into: &blocks))
    parts.add(divide(bottom, right, distances, into: &blocks))
    guard let whole = parts.whole, whole.work <= parts.work else { return parts }
    blocks.removeSubrange(start...)
    blocks.append(whole)
    return Finding(whole: whole, work: whole.work)
  }

  /// The smallest rectangle that contains the pairs of close classes, found class by class.
  private func nearBlock(
    _ rows: Range<Int>, _ columns: Range<Int>, _ distances: UnsafeBufferPointer<Float>
  ) -> PairBlock? {
    let classCount = self.distances.columns
    var block: PairBlock?
    forEachClass(in: rows) { rowClass, rows in
      forEachClass(in: columns) { columnClass, columns in
        guard distances[rowClass * classCount + columnClass] < margin else { return }
        let pairs = PairBlock(rows: rows, columns: columns)
        block = block?.union(pairs) ?? pairs
      }
    }
    return block
  }

  /// Calls `body` with the rows of each class.
  private func forEachClass(in rows: Range<Int>, _ body: (Int, Range<Int>) -> Void) {
    var start = rows.lowerBound
    while start < rows.upperBound {
      var end = start + 1
      while end < rows.upperBound, labels[end] == labels[start] { end += 1 }
      body(Int(labels[start]), start..<end)
      start = end
    }
  }

  /// Divides rows where the class changes, as close to the middle as possible.
  ///
  /// The second half is empty if the class does not change, or if there are few rows.
  private func halves(_ rows: Range<Int>) -> (first: Range<Int>, second: Range<Int>) {
    func changesClass(_ row: Int) -> Bool {
      row > rows.lowerBound && row < rows.upperBound && labels[row - 1] != labels[row]
    }
    func parted(at row: Int) -> (first: Range<Int>, second: Range<Int>) {
      (rows.lowerBound..<row, row..<rows.upperBound)
    }
    guard rows.count > Self.shortSide else { return parted(at: rows.upperBound) }
    let middle = rows.lowerBound + rows.count / 2
    for distance in 0...rows.count / 2 {
      if changesClass(middle - distance) { return parted(at: middle - distance) }
      if changesClass(middle + distance) { return parted(at: middle + distance) }
    }
    return parted(at: rows.upperBound)
  }
}
