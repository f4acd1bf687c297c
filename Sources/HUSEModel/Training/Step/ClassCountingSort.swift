/// Sorts the rows of a batch by a given order of their classes.
package struct ClassCountingSort {
  /// The rank of each class, each of `0..<ranks.count` once.
  private let ranks: [Int]
  /// The position of the next row of each class, by the rank of the class.
  private var next: [Int] = []
  private var sorted: [Int] = []

  /// - Parameter order: a number for each class; the smallest comes first.
  package init(_ order: [Int]) {
    var ranks = order
    for (rank, label) in order.indices.sorted(by: { order[$0] < order[$1] }).enumerated() {
      ranks[label] = rank
    }
    self.ranks = ranks
  }

  /// The rows in the order of their classes; those of a class stay in the order of the batch.
  ///
  /// Allocates nothing if the rows that it returned before are no longer held.
  package mutating func sort(_ rows: ArraySlice<Int>, labels: [Int]) -> ArraySlice<Int> {
    next.removeAll(keepingCapacity: true)
    next.append(contentsOf: repeatElement(0, count: ranks.count + 1))
    for row in rows { next[ranks[labels[row]] + 1] += 1 }
    for rank in ranks.indices { next[rank + 1] += next[rank] }
    sorted.removeAll(keepingCapacity: true)
    sorted.append(contentsOf: repeatElement(0, count: rows.count))
    for row in rows {
      let rank = ranks[labels[row]]
      sorted[next[rank]] = row
      next[rank] += 1
    }
    return sorted[...]
  }
}
