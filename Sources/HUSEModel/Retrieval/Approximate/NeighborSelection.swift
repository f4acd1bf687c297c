internal import HUSECore

/// Chooses the links of a node among candidates, by the heuristic of the paper (algorithm 4).
///
/// A candidate that is more similar to a chosen one than to the node is reached over that one, and
/// is passed over; so links lead in different directions, also out of a cluster. Links that are
/// then free go to the most similar of those that were passed over. Memory is reused.
final class NeighborSelection {
  struct Candidate: Comparable {
    let node: UInt32
    let item: UInt32
    let similarity: Float

    /// The more similar first; of equally similar ones the first node.
    static func < (first: Candidate, second: Candidate) -> Bool {
      first.similarity != second.similarity
        ? first.similarity > second.similarity : first.node < second.node
    }
  }

  private let query: QuantizedQuery
  private let items: UnsafeMutablePointer<UInt32>
  private let similarities: UnsafeMutablePointer<Float>
  /// The chosen items that a candidate is compared with together: the first one usually decides.
  private static let block = 4

  /// Memory for at most `degree` links.
  init(columns: Int, degree: Int) {
    query = QuantizedQuery(columns: columns)
    items = .allocate(capacity: degree)
    similarities = .allocate(capacity: Self.block)
  }

  deinit {
    items.deallocate()
    similarities.deallocate()
  }

  /// At most `limit` nodes to link to, among candidates of which the most similar is the first.
  func choose(_ limit: Int, of candidates: [Candidate], in rows: QuantizedItems) -> [UInt32] {
    guard candidates.count > limit else { return candidates.map(\.node) }
    var chosen: [Candidate] = []
    var passed: [UInt32] = []
    for candidate in candidates where chosen.count < limit {
      if isReached(candidate, over: chosen, in: rows) {
        passed.append(candidate.node)
      } else {
        items[chosen.count] = candidate.item
        chosen.append(candidate)
      }
    }
    return chosen.map(\.node) + passed.prefix(limit - chosen.count)
  }

  /// The nodes of a layer to link a node of it to, at most `limit`, among others in any order.
  func choose(
    _ limit: Int, of nodes: [UInt32], for node: UInt32, in layer: GraphLayer,
    of rows: QuantizedItems, _ searcher: GraphSearcher
  ) -> [UInt32] {
    searcher.query.assign(row: Int(layer.item(of: node)), of: rows)
    let items = nodes.map { layer.item(of: $0) }
    let similarities = searcher.similarities(to: items, of: rows)
    let candidates = nodes.indices.map {
      Candidate(node: nodes[$0], item: items[$0], similarity: similarities[$0])
    }
    return choose(limit, of: candidates.sorted(), in: rows)
  }

  private func isReached(
    _ candidate: Candidate, over chosen: [Candidate], in rows: QuantizedItems
  ) -> Bool {
    guard !chosen.isEmpty else { return false }
    query.assign(row: Int(candidate.item), of: rows)
    for start in stride(from: 0, to: chosen.count, by: Self.block) {
      let count = min(Self.block, chosen.count - start)
      rows.assignProducts(
        of: query, rowsAt: UnsafeBufferPointer(start: items + start, count: count),
        to: similarities)
      for index in 0..<count {
        let between = similarities[index]
        // Of several duplicates of the node one is enough, or no link would lead elsewhere.
        if between > candidate.similarity
          || between == candidate.similarity && chosen[start + index].similarity == between
        {
          return true
        }
      }
    }
    return false
  }
}
