internal import HUSECore

/// Links items of a graph that have no links yet.
///
/// Items are linked in batches. Each item of a batch searches the graph as it was before the batch,
/// and the other items of the batch, all of which it is compared with. What is then changed depends
/// on nothing but these searches, so that threads and their order do not matter.
struct GraphInsertion {
  private(set) var graph: NavigableGraph
  private let rows: QuantizedItems
  /// Whether each item is yet to be linked.
  private var pending: [Bool]
  private let threads: Int
  private let searchers: SearcherPool

  /// The items that are linked at a time.
  private static let batch = 256

  /// - Parameters:
  ///   - graph: has a node of its lowest layer for each item.
  ///   - items: the vectors.
  ///   - pending: whether each item is yet to be linked; none of the others is linked to it.
  ///   - threads: how many work together.
  init(into graph: NavigableGraph, items: QuantizedItems, pending: [Bool], threads: Int) {
    self.graph = graph
    rows = items
    self.pending = pending
    self.threads = threads
    searchers = SearcherPool(for: items, degree: graph.settings.degree(ofLayer: 0))
  }

  /// Links some items.
  mutating func insert(_ items: [Int], progress: (_ linked: Int) -> Void) {
    for start in stride(from: 0, to: items.count, by: Self.batch) {
      let end = min(start + Self.batch, items.count)
      insert(batch: items[start..<end].map(UInt32.init))
      progress(end)
    }
  }

  private mutating func insert(batch: [UInt32]) {
    let levels = batch.map { graph.settings.highestLayer(ofItem: Int($0)) }
    let top = levels.max() ?? 0
    while graph.layers.count <= top {
      graph.layers.append(
        GraphLayer(
          degree: graph.settings.degree(ofLayer: graph.layers.count), isLowest: false))
    }
    // The nodes of each layer that the items of the batch become.
    let nodes = (0...top).map { layer in
      var next = graph.layers[layer].count
      return batch.indices.map { index -> UInt32? in
        guard levels[index] >= layer else { return nil }
        if layer == 0 { return batch[index] }
        defer { next += 1 }
        return UInt32(next)
      }
    }
    let chosen = chooseLinks(of: batch, nodes: nodes, levels: levels)
    for layer in 0...top {
      let members = batch.indices.filter { levels[$0] >= layer }
      let added = members.compactMap { nodes[layer][$0] }
      if layer == 0 {
        graph.layers[0].link(added, to: members.map { chosen[$0][0] })
      } else {
        for index in members {
          graph.layers[layer].append(
            item: batch[index], below: nodes[layer - 1][index] ?? 0,
            linkedTo: chosen[index][layer])
        }
      }
      linkBack(layer, from: added, to: members.map { chosen[$0][layer] })
    }
    for item in batch { pending[Int(item)] = false }
  }

  /// The links of each item of a batch, in each of its layers.
  private func chooseLinks(
    of batch: [UInt32], nodes: [[UInt32?]], levels: [Int]
  ) -> [[[UInt32]]] {
    let (graph, rows, searchers) = (graph, rows, searchers)
    let entry = entry
    let degree = graph.settings.degree(ofLayer: 0)
    let wanted = graph.settings.candidateCount
    return Parallel.map(
      batch.count, threads: threads,
      state: { (searchers.lease(), NeighborSelection(columns: rows.columns, degree: degree)) }
    ) { index, state in
      let (searcher, selection) = (state.0.searcher, state.1)
      searcher.query.assign(row: Int(batch[index]), of: rows)
      let others = searcher.similarities(to: batch, of: rows)
      var start = entry?.node
      var links = [[UInt32]](repeating: [], count: levels[index] + 1)
      for layer in (0..<graph.layers.count).reversed() {
        var found: [CandidateList.Candidate] = []
        if let node = start, let entry, layer <= entry.layer {
          found = searcher.nearest(
            layer > levels[index] ? 1 : wanted, in: graph.layers[layer], of: rows, from: [node])
          start = found.first.map { layer == 0 ? $0.node : graph.layers[layer].below[Int($0.node)] }
        }
        guard layer <= levels[index] else { continue }
        var candidates = found.map {
          NeighborSelection.Candidate(
            node: $0.node, item: graph.layers[layer].item(of: $0.node), similarity: $0.similarity)
        }
        let least = found.count < wanted ? -Float.infinity : found[wanted - 1].similarity
        for other in batch.indices where other != index && others[other] > least {
          guard let node = nodes[layer][other] else { continue }
          candidates.append(
            NeighborSelection.Candidate(
              node: node, item: batch[other], similarity: others[other]))
        }
        candidates.sort()
        links[layer] = selection.choose(
          graph.settings.linkCount, of: Array(candidates.prefix(wanted)), in: rows)
      }
      return links
    }
  }

  /// The node from which a search begins: the first of the highest layer that is linked; `nil` if
  /// none is.
  private var entry: (layer: Int, node: UInt32)? {
    if let layer = graph.layers.indices.last(where: { $0 > 0 && graph.layers[$0].count > 0 }) {
      return (layer, 0)
    }
    return pending.firstIndex(of: false).map { (0, UInt32($0)) }
  }

  /// Links nodes of a layer back to those that were linked to them.
  private mutating func linkBack(_ layer: Int, from sources: [UInt32], to targets: [[UInt32]]) {
    let (nodes, links) = linksBack(in: graph.layers[layer], from: sources, to: targets)
    graph.layers[layer].link(nodes, to: links)
  }

  /// The nodes of a layer that are linked back, and their links.
  private func linksBack(
    in layer: GraphLayer, from sources: [UInt32], to targets: [[UInt32]]
  ) -> (nodes: [UInt32], links: [[UInt32]]) {
    var pairs: [(target: UInt32, source: UInt32)] = []
    for (source, targets) in zip(sources, targets) {
      for target in targets { pairs.append((target, source)) }
    }
    pairs.sort { $0 < $1 }
    let starts = pairs.indices.filter { $0 == 0 || pairs[$0].target != pairs[$0 - 1].target }
    let (rows, sorted, searchers) = (rows, pairs, searchers)
    let links = Parallel.map(
      starts.count, threads: threads,
      state: { (searchers.lease(), NeighborSelection(columns: rows.columns, degree: layer.degree)) }
    ) { group, state in
      let target = sorted[starts[group]].target
      let end = group + 1 < starts.count ? starts[group + 1] : sorted.count
      var neighbors = layer.neighbors(of: target)
      for pair in sorted[starts[group]..<end] where !neighbors.contains(pair.source) {
        neighbors.append(pair.source)
      }
      guard neighbors.count > layer.degree else { return neighbors }
      return state.1.choose(
        layer.degree, of: neighbors, for: target, in: layer, of: rows, state.0.searcher)
    }
    return (starts.map { sorted[$0].target }, links)
  }
}
