internal import HUSECore

/// Items that may be found.
struct IncludedItems: Sendable {
  /// Whether each item may be found.
  let flags: [Bool]
  /// The positions of those that may.
  let positions: [UInt32]

  init(_ flags: [Bool]) {
    self.flags = flags
    positions = flags.indices.filter { flags[$0] }.map(UInt32.init)
  }
}

/// Finds candidates for the nearest items of a query: by the graph, or by comparing all items where
/// that takes less time.
struct ApproximateSearch: Sendable {
  let graph: NavigableGraph
  let rows: QuantizedItems
  let limit: Int
  let candidateCount: Int
  let included: IncludedItems?

  /// The most items of which all are compared; by default so many that this takes as long as a
  /// search of the graph.
  var scanLimit: Int?

  /// How many items can be compared in the time in which a search of the graph finds a candidate,
  /// measured with 100,000 vectors of 512 values while searches expanded one item at a time.
  private static let comparedPerCandidate = 64
  /// The same for a search among some items.
  private static let comparedPerIncludedCandidate = 160
  /// Items from which a filtered search begins, besides the nearest of the layer above.
  private static let startCount = 64

  /// The candidates that are compared again in the precision in which they are stored.
  private var resultCount: Int { ProductSearch.candidateCount(limit: limit) }

  /// The positions of candidates, the most similar by rounded vectors first.
  func nearest(by searcher: GraphSearcher) -> [Int] {
    var breadth = max(candidateCount, resultCount)
    let possible = included?.positions.count ?? rows.rows
    let compared =
      included == nil ? Self.comparedPerCandidate : Self.comparedPerIncludedCandidate
    while possible > scanLimit ?? compared * min(breadth, rows.rows) {
      let candidates = byGraph(min(breadth, rows.rows), searcher)
      // Candidates that are all equally similar are duplicates, which may hide more similar items.
      if candidates.count == breadth, let first = candidates.first, let last = candidates.last,
        first.similarity == last.similarity
      {
        breadth *= 2
        continue
      }
      let found = candidates.lazy.map { Int($0.node) }
        .filter { included?.flags[$0] ?? true }.prefix(resultCount)
      // A part of the graph may be out of reach.
      guard found.count >= min(limit, possible) else { break }
      return Array(found)
    }
    let positions = included?.positions ?? (0..<UInt32(rows.rows)).map(\.self)
    return searcher.nearest(min(resultCount, possible), among: positions, of: rows)
      .map { Int($0.node) }
  }

  /// The candidates that a search of the graph finds, the most similar first; if some items are
  /// included, others may be among them.
  private func byGraph(_ breadth: Int, _ searcher: GraphSearcher) -> [CandidateList.Candidate] {
    let node = graph.start(for: searcher, of: rows)
    guard let included else {
      var found = searcher.nearest(breadth, in: graph.layers[0], of: rows, from: [node])
      if found.count < breadth, let entry = graph.entry {
        // Paths lead from the entry to every item, but perhaps not from the node.
        found = searcher.nearest(breadth, in: graph.layers[0], of: rows, from: [node, entry])
      }
      return found
    }
    let positions = included.positions
    let starts = (0..<min(Self.startCount, positions.count)).map {
      positions[$0 * positions.count / min(Self.startCount, positions.count)]
    }
    return included.flags.withUnsafeBufferPointer { flags in
      guard let flags = flags.baseAddress else { return [] }
      return searcher.nearest(
        breadth, in: graph.layers[0], of: rows, from: [node] + starts, included: flags)
    }
  }
}
