/// Spreads the blocks of a batch that is sorted by class, so that every rank gets classes from all
/// over it.
///
/// How many classes are close to a class changes along the order of classes, and with it the pairs
/// that the graph loss computes: ranks with blocks that follow one another would wait for the one
/// with the most pairs.
package struct BlockSpreading: Sendable {
  private let blockSize: Int
  private var rows: [Int] = []

  package init(blockSize: Int) { self.blockSize = blockSize }

  /// The rows with their whole blocks in the order of their reversed numbers (van der Corput); what
  /// is left stays at the end.
  ///
  /// Allocates nothing if the rows that it returned before are no longer held.
  package mutating func spread(_ sorted: ArraySlice<Int>) -> ArraySlice<Int> {
    let count = sorted.count / blockSize
    var width = 0
    while 1 << width < count { width += 1 }
    rows.removeAll(keepingCapacity: true)
    for number in 0..<1 << width {
      let block = Self.reversed(number, bits: width)
      guard block < count else { continue }
      let start = sorted.startIndex + block * blockSize
      rows.append(contentsOf: sorted[start..<start + blockSize])
    }
    rows.append(contentsOf: sorted.dropFirst(count * blockSize))
    return rows[...]
  }

  private static func reversed(_ number: Int, bits: Int) -> Int {
    (0..<bits).reduce(0) { $0 << 1 | number >> $1 & 1 }
  }
}
