internal import HUSECore

extension NavigableGraph {
  /// The node of the lowest layer of the item from which every search begins; `nil` without items.
  ///
  /// A search of the lowest layer begins there too if the node that the higher layers lead to does
  /// not lead to enough others.
  var entry: UInt32? {
    guard count > 0, let top = layers.last else { return nil }
    return top.item(of: 0)
  }

  /// Links items that no path leads to from the entry, so that every item can be reached.
  ///
  /// Choosing links by similarity alone leaves some items without a link to them. Each such item
  /// gets one from the most similar item that can be reached and has a link to spare: a free one,
  /// or else one that is not the path to some other item, and if possible redundant. What is
  /// changed depends on the graph alone, not on the threads.
  mutating func reachAll(of items: QuantizedItems, threads: Int = Parallel.threadCount) {
    guard let entry else { return }
    var paths = ReachedNodes(from: entry, in: layers[0])
    guard paths.count < count else { return }
    let unreached = (0..<UInt32(count)).filter { !paths.contains($0) }
    let searchers = SearcherPool(for: items, degree: layers[0].degree)
    let searcher = GraphSearcher(
      columns: items.columns, itemCount: count, degree: layers[0].degree)
    for start in stride(from: 0, to: unreached.count, by: Self.batch) {
      let batch = unreached[start..<min(start + Self.batch, unreached.count)]
        .filter { !paths.contains($0) }
      let similar = similarNodes(to: batch, of: items, from: entry, searchers, threads: threads)
      for (node, similar) in zip(batch, similar) where !paths.contains(node) {
        paths.link(node, toOneOf: similar, in: &layers[0], of: items, searcher)
      }
    }
  }

  /// The items whose similar ones are looked for at a time.
  private static let batch = 256

  /// The nodes of the lowest layer that a search for each of some items finds.
  private func similarNodes(
    to nodes: [UInt32], of items: QuantizedItems, from entry: UInt32, _ searchers: SearcherPool,
    threads: Int
  ) -> [[UInt32]] {
    let graph = self
    return Parallel.map(nodes.count, threads: threads, state: searchers.lease) { index, lease in
      lease.searcher.query.assign(row: Int(nodes[index]), of: items)
      return lease.searcher.nearest(
        graph.settings.candidateCount, in: graph.layers[0], of: items,
        from: [graph.start(for: lease.searcher, of: items), entry]
      ).map(\.node)
    }
  }

  /// The node of the lowest layer that the higher layers lead to.
  func start(for searcher: GraphSearcher, of items: QuantizedItems) -> UInt32 {
    var node: UInt32 = 0
    for layer in layers.dropFirst().reversed() {
      guard let nearest = searcher.nearest(1, in: layer, of: items, from: [node]).first else {
        return entry ?? 0
      }
      node = layer.below[Int(nearest.node)]
    }
    return node
  }
}

/// The nodes of a layer to which paths lead from one of them, and a path to each.
private struct ReachedNodes {
  /// The node from which the path leads to each node; `GraphLayer.none` for those not reached.
  private var sources: [UInt32]
  /// The nodes in the order in which they were reached.
  private var nodes: [UInt32] = []
  /// All nodes before this one in `nodes` have no link to spare.
  private var firstSpare = 0

  var count: Int { nodes.count }

  init(from entry: UInt32, in layer: GraphLayer) {
    sources = [UInt32](repeating: GraphLayer.none, count: layer.count)
    nodes.reserveCapacity(layer.count)
    add(entry, from: entry, in: layer)
  }

  func contains(_ node: UInt32) -> Bool { sources[Int(node)] != GraphLayer.none }

  /// Adds a node and all that links lead to from it.
  private mutating func add(_ node: UInt32, from source: UInt32, in layer: GraphLayer) {
    var next = nodes.count
    sources[Int(node)] = source
    nodes.append(node)
    layer.links.withUnsafeBufferPointer { links in
      while next < nodes.count {
        let node = nodes[next]
        next += 1
        for link in links[Int(node) * layer.degree..<(Int(node) + 1) * layer.degree] {
          if link == GraphLayer.none { break }
          guard sources[Int(link)] == GraphLayer.none else { continue }
          sources[Int(link)] = node
          nodes.append(link)
        }
      }
    }
  }

  /// Links one of some nodes, or else any that is reached, to a node that is not, and adds this.
  mutating func link(
    _ node: UInt32, toOneOf similar: [UInt32], in layer: inout GraphLayer,
    of items: QuantizedItems, _ searcher: GraphSearcher
  ) {
    for least in [0, -Float.infinity] {
      for source in similar where contains(source) {
        if link(node, from: source, in: &layer, of: items, searcher, least) { return }
      }
    }
    // The paths take one link fewer than there are reached nodes, each of which has several.
    while firstSpare < nodes.count {
      let source = nodes[firstSpare]
      if link(node, from: source, in: &layer, of: items, searcher, -Float.infinity) { return }
      firstSpare += 1
    }
  }

  /// Links a node from another one if this has a link to spare that is redundant enough; returns
  /// whether it has.
  private mutating func link(
    _ node: UInt32, from source: UInt32, in layer: inout GraphLayer, of items: QuantizedItems,
    _ searcher: GraphSearcher, _ leastRedundancy: Float
  ) -> Bool {
    var neighbors = layer.neighbors(of: source)
    if neighbors.count < layer.degree {
      neighbors.append(node)
    } else {
      let spare = neighbors.indices.filter { sources[Int(neighbors[$0])] != source }
      guard
        let index = Self.linkToGiveUp(
          spare, of: neighbors, from: source, items, searcher, leastRedundancy)
      else { return false }
      neighbors[index] = node
    }
    layer.link([source], to: [neighbors])
    add(node, from: source, in: layer)
    return true
  }

  /// Which of some links of a node to give up: the one to the most similar item, of those whose
  /// item is more similar to that of another link than to the node, by at least `least`.
  ///
  /// A search finds that item over the other link, and links that lead elsewhere stay.
  private static func linkToGiveUp(
    _ spare: [Int], of neighbors: [UInt32], from source: UInt32, _ items: QuantizedItems,
    _ searcher: GraphSearcher, _ least: Float
  ) -> Int? {
    var (best, largest) = (nil as Int?, -Float.infinity)
    for index in spare {
      searcher.query.assign(row: Int(neighbors[index]), of: items)
      let similarities = searcher.similarities(to: neighbors + [source], of: items)
      let own = similarities[neighbors.count]
      let isRedundant = neighbors.indices.contains {
        $0 != index && similarities[$0] - own >= least
      }
      if isRedundant, own >= largest { (best, largest) = (index, own) }
    }
    return best
  }
}
