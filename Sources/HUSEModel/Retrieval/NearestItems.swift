internal import HUSECore

/// The best items of a stream of similarities, kept in a heap with the worst of them on top.
struct NearestItems: Sendable {
  struct Item: Sendable {
    let position: Int
    let similarity: Float

    /// Orders nearer items first, and equally near ones by position.
    func precedes(_ other: Item) -> Bool {
      similarity != other.similarity ? similarity > other.similarity : position < other.position
    }
  }

  private let limit: Int
  private var heap: [Item] = []

  init(limit: Int) { self.limit = limit }

  /// The kept items, best first.
  var sorted: [Item] { heap.sorted { $0.precedes($1) } }

  /// Considers the items at `firstPosition` and after.
  ///
  /// Positions must increase from call to call. An item that equals the worst kept one then comes
  /// later and is not better, so a single comparison rejects nearly all items.
  mutating func offer(_ similarities: UnsafeBufferPointer<Float>, firstPosition: Int) {
    let first = min(max(limit - heap.count, 0), similarities.count)
    for index in 0..<first {
      offer(Item(position: firstPosition + index, similarity: similarities[index]))
    }
    var next = first
    while let index = Kernels.best.firstIndex(
      above: heap[0].similarity, in: similarities, from: next)
    {
      offer(Item(position: firstPosition + index, similarity: similarities[index]))
      next = index + 1
    }
  }

  /// Considers the items of a list, all with later positions.
  mutating func offer(_ later: NearestItems) {
    for item in later.heap.sorted(by: { $0.position < $1.position }) { offer(item) }
  }

  private mutating func offer(_ item: Item) {
    if heap.count < limit {
      heap.append(item)
      siftUp()
    } else if item.similarity > heap[0].similarity {
      heap[0] = item
      siftDown()
    }
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].precedes(heap[child]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[worst].precedes(heap[child]) { worst = child }
      }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
