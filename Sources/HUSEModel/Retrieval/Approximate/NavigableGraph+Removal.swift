internal import HUSECore

extension NavigableGraph {
  /// Removes all links of some items, and the items from the higher layers.
  ///
  /// A node that was linked to a removed one chooses its links anew, among its others and those of
  /// the removed one; so paths that led over the removed one remain.
  mutating func detach(
    _ removed: [Bool], of items: QuantizedItems, threads: Int = Parallel.threadCount
  ) {
    for index in layers.indices { mend(index, removed, of: items, threads: threads) }
    var nodesBelow: [UInt32] = []
    for index in layers.indices.dropFirst() {
      let layer = layers[index]
      let nodes = Self.numbers(keeping: (layer.items ?? []).map { !removed[Int($0)] })
      layers[index] = layer.renumbered(
        nodes, below: index == 1 ? layer.items ?? [] : layer.below.map { nodesBelow[Int($0)] })
      nodesBelow = nodes
    }
    while layers.count > 1, layers[layers.count - 1].count == 0 { layers.removeLast() }
  }

  /// Removes items; the positions of the others close up.
  mutating func remove(
    _ removed: [Bool], of items: QuantizedItems, threads: Int = Parallel.threadCount
  ) {
    detach(removed, of: items, threads: threads)
    let positions = Self.numbers(keeping: removed.map(!))
    layers[0] = layers[0].renumbered(positions, below: [])
    for index in layers.indices.dropFirst() {
      layers[index].renumberItems(positions, isSecondLowest: index == 1)
    }
  }

  /// The numbers of what is kept; `GraphLayer.none` for what is not.
  private static func numbers(keeping isKept: [Bool]) -> [UInt32] {
    var next: UInt32 = 0
    return isKept.map { isKept in
      guard isKept else { return GraphLayer.none }
      defer { next += 1 }
      return next
    }
  }

  private mutating func mend(
    _ index: Int, _ removed: [Bool], of items: QuantizedItems, threads: Int
  ) {
    let layer = layers[index]
    let isRemoved: @Sendable (UInt32) -> Bool = { removed[Int(layer.item(of: $0))] }
    let touched = Parallel.map((layer.count + 4095) / 4096, threads: threads, state: {}) {
      part, _ in
      (part * 4096..<min((part + 1) * 4096, layer.count)).map(UInt32.init).filter { node in
        !isRemoved(node) && layer.neighbors(of: node).contains(where: isRemoved)
      }
    }.flatMap(\.self)
    let searchers = SearcherPool(for: items, degree: layer.degree)
    let links = Parallel.map(
      touched.count, threads: threads,
      state: {
        (searchers.lease(), NeighborSelection(columns: items.columns, degree: layer.degree))
      }
    ) { position, state in
      let node = touched[position]
      let neighbors = layer.neighbors(of: node)
      var candidates = neighbors.filter { !isRemoved($0) }
      var seen = Set(candidates + [node])
      for neighbor in neighbors where isRemoved(neighbor) {
        for next in layer.neighbors(of: neighbor) where !isRemoved(next) {
          if seen.insert(next).inserted { candidates.append(next) }
        }
      }
      return state.1.choose(
        layer.degree, of: candidates, for: node, in: layer, of: items, state.0.searcher)
    }
    layers[index].link(touched, to: links)
    let detached = (0..<UInt32(layer.count)).filter(isRemoved)
    layers[index].link(detached, to: detached.map { _ in [] })
  }
}

extension GraphLayer {
  /// The layer without some nodes, to which no other is linked.
  ///
  /// - Parameters:
  ///   - numbers: the new number of each node; `none` for one that is removed.
  ///   - below: for each node, as they were, that of the layer beneath.
  /// - Returns: the layer of the others, in their order.
  fileprivate func renumbered(_ numbers: [UInt32], below: [UInt32]) -> GraphLayer {
    let kept = numbers.indices.filter { numbers[$0] != Self.none }
    var links: [UInt32] = []
    links.reserveCapacity(kept.count * degree)
    self.links.withUnsafeBufferPointer { old in
      for node in kept {
        for link in old[node * degree..<(node + 1) * degree] {
          links.append(link == Self.none ? link : numbers[Int(link)])
        }
      }
    }
    return GraphLayer(
      degree: degree, items: items.map { items in kept.map { items[$0] } },
      below: below.isEmpty ? [] : kept.map { below[$0] }, links: GraphLinks(links))
  }
}
