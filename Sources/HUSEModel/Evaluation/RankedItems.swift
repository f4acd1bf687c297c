/// Items in the order of their similarity to one query after the other.
///
/// Memory beyond the items: a block of similarities for each thread, 256 queries by all items.
package struct RankedItems: Sendable {
  private static let blockSize = 256

  private let items: Embeddings
  /// The items that equal an earlier one.
  ///
  /// A block rounds equal rows differently at different positions. Only copying the result makes
  /// them equally near, so that they rank by position.
  private let repetitions: [(position: Int, first: Int)]

  package init(_ items: Embeddings) {
    self.items = items
    var firsts: [Embedding: Int] = [:]
    var repetitions: [(position: Int, first: Int)] = []
    for (position, item) in items.enumerated() {
      if let first = firsts[item] {
        repetitions.append((position, first))
      } else {
        firsts[item] = position
      }
    }
    self.repetitions = repetitions
  }

  /// What `body` makes of each query and the positions of all items, nearest first; of equally near
  /// ones the first.
  package func ranked<Value: Sendable>(
    for queries: Embeddings,
    _ body: @Sendable (_ query: Int, _ positions: UnsafeBufferPointer<UInt32>) -> Value
  ) -> [Value] {
    let count = items.count
    return map(queries, state: { SimilarityRadixSort(count: count) }) {
      query, similarities, order in
      order.sort(similarities) { body(query, $0) }
    }
  }

  /// The position of the item that is nearest to each query, of equally near ones the first.
  ///
  /// - Precondition: there are items.
  func nearest(to queries: Embeddings) -> [Int] {
    map(queries, state: {}) { _, similarities, _ in
      var best = 0
      for position in similarities.indices where similarities[position] > similarities[best] {
        best = position
      }
      return best
    }
  }

  /// What `body` makes of the similarities of each query to all items, several blocks of queries at
  /// a time; `state` is made once for each thread.
  private func map<State, Value: Sendable>(
    _ queries: Embeddings, state: @Sendable () -> State,
    _ body:
      @Sendable (
        _ query: Int, _ similarities: UnsafeBufferPointer<Float>, _ state: inout State
      ) -> Value
  ) -> [Value] {
    let size = Self.blockSize
    let blocks = Parallel.map((queries.count + size - 1) / size, state: state) { index, state in
      let block = index * size..<min((index + 1) * size, queries.count)
      var products = Matrix(uninitializedRows: block.count, columns: items.count)
      products.assignProduct(
        of: queries.vectors[rows: block], and: items.vectors, transposingSecond: true)
      return products.withUnsafeMutableBufferPointer { products in
        block.map { query in
          let row = (query - block.lowerBound) * items.count
          let similarities = UnsafeMutableBufferPointer(
            rebasing: products[row..<row + items.count])
          for (position, first) in repetitions { similarities[position] = similarities[first] }
          return body(query, UnsafeBufferPointer(similarities), &state)
        }
      }
    }
    return blocks.flatMap(\.self)
  }
}
