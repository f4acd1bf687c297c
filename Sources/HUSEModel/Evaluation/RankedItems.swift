/// Ranks items by their similarity to each query.
///
/// Memory in addition to the items: for each thread, a block of similarities of 256 queries with
/// all items.
package struct RankedItems: Sendable {
  private static let blockSize = 256

  private let items: Embeddings
  /// The items that are equal to an earlier item.
  ///
  /// Equal rows can be rounded differently at different positions of a block. Copying the result
  /// makes them equally near, so that they rank by position.
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

  /// The results of `body` for each query and the positions of all items, nearest first; ties are
  /// in order of position.
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

  /// The position of the item nearest to each query; of equally near items, the first.
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

  /// The results of `body` for the similarities of each query to all items.
  ///
  /// Several blocks of queries are processed at a time; `state` is created once for each thread.
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
