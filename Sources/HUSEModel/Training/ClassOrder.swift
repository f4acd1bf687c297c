/// Sorts the rows of a batch by a given order of their classes.
package struct ClassOrder {
  /// The rank of each class, each of `0..<places.count` once.
  private let places: [Int]
  /// The position of the next row of each class, by the rank of the class.
  private var next: [Int] = []
  private var sorted: [Int] = []

  /// - Parameter order: a number for each class; the smallest comes first.
  package init(_ order: [Int]) {
    var places = order
    for (place, label) in order.indices.sorted(by: { order[$0] < order[$1] }).enumerated() {
      places[label] = place
    }
    self.places = places
  }

  /// The rows in the order of their classes; those of a class stay in the order of the batch.
  ///
  /// Allocates nothing if the rows that it returned before are no longer held.
  package mutating func sort(_ rows: ArraySlice<Int>, labels: [Int]) -> ArraySlice<Int> {
    next.removeAll(keepingCapacity: true)
    next.append(contentsOf: repeatElement(0, count: places.count + 1))
    for row in rows { next[places[labels[row]] + 1] += 1 }
    for place in places.indices { next[place + 1] += next[place] }
    sorted.removeAll(keepingCapacity: true)
    sorted.append(contentsOf: repeatElement(0, count: rows.count))
    for row in rows {
      let place = places[labels[row]]
      sorted[next[place]] = row
      next[place] += 1
    }
    return sorted[...]
  }
}
