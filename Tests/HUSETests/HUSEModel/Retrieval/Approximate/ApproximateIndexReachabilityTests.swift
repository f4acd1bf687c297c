import HUSE
import HUSECore
import Testing

@testable import HUSEModel

/// Every item is found by a search with as many candidates as there are items, along links alone.
@Suite struct ApproximateIndexReachabilityTests {
  private static let settings = GraphSettings(linkCount: 4, candidateCount: 12, seed: 3)

  /// Vectors that leave items without a link to them if links are chosen by similarity alone.
  enum Items: CaseIterable {
    case clusters, duplicates, same, onALine

    func embeddings(seed: UInt64 = 1) throws -> Embeddings {
      switch self {
      case .clusters:
        // Clusters so narrow that the items of each are nearly the same.
        let centers = try ClusteredVectors.embeddings(30, seed: seed).vectors
        var items = centers.gathering(rowsAt: (0..<1200).map { $0 * 7 % 30 })
        var generator = SplitMix64(seed: seed + 100)
        let noise = Matrix.random(1200, 32, using: &generator)
        for row in 0..<1200 {
          for column in 0..<32 { items[row, column] += noise[row, column] / 50 }
        }
        return try Embeddings(normalizing: items)
      case .duplicates:
        let some = try ClusteredVectors.embeddings(200, seed: seed).vectors
        let positions = [Int](repeating: 7, count: 800) + Array(0..<200)
        return try Embeddings(normalizing: some.gathering(rowsAt: positions))
      case .same:
        let one = try ClusteredVectors.embeddings(1, seed: seed).vectors
        return try Embeddings(normalizing: one.gathering(rowsAt: [Int](repeating: 0, count: 700)))
      case .onALine:
        return try Embeddings(normalizing: Matrix(rows: (0..<900).map { [Float($0), 400] }))
      }
    }
  }

  /// The items that a search from the entry finds if it keeps all.
  private func reached(_ graph: NavigableGraph, _ rows: QuantizedItems) throws -> Int {
    let searcher = GraphSearcher(
      columns: rows.columns, itemCount: rows.rows, degree: graph.layers[0].degree)
    searcher.query.assign(row: 0, of: rows)
    let found = searcher.nearest(
      graph.count, in: graph.layers[0], of: rows, from: [try #require(graph.entry)])
    return Set(found.map(\.node)).count
  }

  private func checkAllReached(
    _ index: ApproximateIndex, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try reached(index.graph, index.rows) == index.count, sourceLocation: sourceLocation)
  }

  @Test(arguments: Items.allCases)
  func everyItemCanBeReached(items: Items) throws {
    let embeddings = try items.embeddings()
    var index = try ApproximateIndex(EmbeddingIndex(embeddings), settings: Self.settings)
    try checkAllReached(index)

    let more = try Items.clusters.embeddings(seed: 5).vectors.resized(to: embeddings.dimension)
    try index.append(Embeddings(normalizing: more), identifiers: (0..<1200).map { "new \($0)" })
    try checkAllReached(index)

    let changed = try Embeddings(normalizing: more[rows: 300..<600])
    try index.update(changed, identifiers: (0..<300).map { "\($0 * 2)" })
    try checkAllReached(index)

    try index.remove(
      index.items.identifiers.enumerated().filter { $0.offset % 5 < 3 }.map(\.element))
    try checkAllReached(index)
    try index.remove(index.items.identifiers.prefix(index.count - 2))
    try checkAllReached(index)
  }

  /// What the test above is about: without the last step items are out of reach.
  @Test func linksBySimilarityAloneDoNotReachAll() throws {
    let rows = QuantizedItems(quantizing: try Items.duplicates.embeddings().vectors)
    var graph = NavigableGraph(settings: Self.settings)
    graph.layers[0].appendNodes(rows.rows)
    var insertion = GraphInsertion(
      into: graph, items: rows, pending: [Bool](repeating: true, count: rows.rows), threads: 1)
    insertion.insert(Array(0..<rows.rows)) { _ in }
    graph = insertion.graph
    #expect(try reached(graph, rows) < rows.rows)
    var again = graph
    graph.reachAll(of: rows, threads: 1)
    again.reachAll(of: rows, threads: 3)
    #expect(try reached(graph, rows) == rows.rows)
    #expect(graph == again)
  }

  /// A graph with nothing but links to the first node, as a file might hold.
  @Test func itemsWithoutAnyLinkToThemAreReached() throws {
    let rows = QuantizedItems(quantizing: try ClusteredVectors.embeddings(600, seed: 1).vectors)
    var graph = NavigableGraph(settings: Self.settings)
    graph.layers[0].appendNodes(600)
    graph.layers[0].link(
      (0..<600).map(UInt32.init), to: (0..<600).map { $0 == 0 ? [1] : [0] })
    graph.reachAll(of: rows)
    #expect(try reached(graph, rows) == 600)
    #expect(
      (0..<600).allSatisfy { node in
        let links = graph.layers[0].neighbors(of: UInt32(node))
        return Set(links).count == links.count && !links.contains(UInt32(node))
      })
  }
}

extension Matrix {
  /// The first columns, or these and zeros.
  fileprivate func resized(to columns: Int) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<min(columns, self.columns) { result[row, column] = self[row, column] }
    }
    return result
  }
}
