/// An order of classes into which the rows of a batch are put.
struct ClassOrder {
  private let places: [Int]
  private var keys: [Int] = []
  private var sorted: [Int] = []

  /// - Parameter places: the place of each class.
  init(_ places: [Int]) { self.places = places }

  /// The rows in the order of their classes; those of a class stay in the order of the batch.
  ///
  /// Allocates nothing if the rows that it returned before are no longer held.
  mutating func sort(_ rows: ArraySlice<Int>, labels: [Int]) -> ArraySlice<Int> {
    keys.removeAll(keepingCapacity: true)
    for (position, row) in rows.enumerated() { keys.append(places[labels[row]] << 32 | position) }
    keys.sort()
    sorted.removeAll(keepingCapacity: true)
    for key in keys { sorted.append(rows[rows.startIndex + (key & 0xFFFF_FFFF)]) }
    return sorted[...]
  }
}
