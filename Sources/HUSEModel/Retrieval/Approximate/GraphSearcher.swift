internal import CHUSEKernels
internal import HUSECore

/// Searches the layers of a graph for one query after another, with memory that is reused.
///
/// `@unchecked Sendable`: one thread uses it at a time.
final class GraphSearcher: @unchecked Sendable {
  /// What is searched for.
  let query: QuantizedQuery
  private let visited: VisitedNodes
  /// The nodes whose links are followed together.
  private let expanded: UnsafeMutablePointer<UInt32>
  /// The nodes that are compared together, their items, and the similarities of these.
  private let nodes: UnsafeMutablePointer<UInt32>
  private let items: UnsafeMutablePointer<UInt32>
  private let similarities: UnsafeMutablePointer<Float>
  /// The most nodes that are compared together; a filtered search compares fewer than the neighbors
  /// of two nodes.
  private let block: Int
  private var list = CandidateList()

  /// The most nodes whose links are followed together, so that the links of all of them are waited
  /// for once, and their neighbors once.
  private static let mostExpanded = 4
  /// A search that keeps so many candidates expands one node at a time, one that keeps twice as
  /// many two: among the neighbors of the first there may well be a better one than the second.
  private static let candidatesPerExpansion = 32
  /// The links in a cache line.
  private static let lineLinks = 64 / MemoryLayout<UInt32>.size

  /// Memory for graphs of so many items and links.
  init(columns: Int, itemCount: Int, degree: Int) {
    query = QuantizedQuery(columns: columns)
    visited = VisitedNodes(count: itemCount)
    block = max(Self.mostExpanded * degree, 256)
    expanded = .allocate(capacity: Self.mostExpanded)
    nodes = .allocate(capacity: block)
    items = .allocate(capacity: block)
    similarities = .allocate(capacity: block)
  }

  deinit {
    expanded.deallocate()
    nodes.deallocate()
    items.deallocate()
    similarities.deallocate()
  }

  /// The nodes of a layer that are most similar to the query, as far as links lead to them from
  /// some of its nodes.
  func nearest(
    _ count: Int, in layer: GraphLayer, of rows: QuantizedItems, from starts: [UInt32]
  ) -> [CandidateList.Candidate] {
    search(count) { list in
      layer.links.withUnsafeBufferPointer { links in
        let degree = layer.degree
        guard let links = links.baseAddress else { return }
        let width = min(max(count / Self.candidatesPerExpansion, 1), Self.mostExpanded)
        offer(starts.filter { visited.insert($0) }, of: rows, layer.items, to: &list)
        while true {
          let expandedCount = expandNext(width, of: &list, links: links, degree: degree)
          guard expandedCount > 0 else { break }
          let found = gatherNeighbors(ofFirst: expandedCount, links: links, degree: degree)
          offer(found, of: rows, layer.items, to: &list)
        }
      }
    }
  }

  /// Puts the next nodes of the list, at most `width`, into `expanded`, and asks for their links.
  private func expandNext(
    _ width: Int, of list: inout CandidateList, links: UnsafePointer<UInt32>, degree: Int
  ) -> Int {
    var count = 0
    while count < width, let node = list.expandNext() {
      expanded[count] = node
      count += 1
      let neighbors = links + Int(node) * degree
      for line in stride(from: 0, to: degree, by: Self.lineLinks) {
        huse_prefetch(neighbors + line)
      }
      // They may begin within a line.
      huse_prefetch(neighbors + degree - 1)
    }
    return count
  }

  /// Puts what the first nodes of `expanded` are linked to into `nodes`, but for visited ones.
  private func gatherNeighbors(
    ofFirst expandedCount: Int, links: UnsafePointer<UInt32>, degree: Int
  ) -> Int {
    let (nodes, visited) = (nodes, visited)
    var found = 0
    for place in 0..<expandedCount {
      let neighbors = links + Int(expanded[place]) * degree
      for index in 0..<degree {
        let neighbor = neighbors[index]
        if neighbor == GraphLayer.none { break }
        // Written in any case and kept if it is new, without a branch.
        nodes[found] = neighbor
        found += visited.insert(neighbor) ? 1 : 0
      }
    }
    return found
  }

  /// The included items that are most similar to the query, as far as links lead to them from
  /// `starts`, directly or over one item that is not included.
  func nearest(
    _ count: Int, in layer: GraphLayer, of rows: QuantizedItems, from starts: [UInt32],
    included: UnsafePointer<Bool>
  ) -> [CandidateList.Candidate] {
    search(count) { list in
      layer.links.withUnsafeBufferPointer { links in
        let (degree, nodes, items, visited) = (layer.degree, nodes, items, visited)
        guard let links = links.baseAddress else { return }
        offer(starts.filter { visited.insert($0) }, of: rows, nil, to: &list)
        while let node = list.expandNext() {
          var (found, bridges) = (0, 0)
          for index in 0..<degree {
            let neighbor = links[Int(node) * degree + index]
            if neighbor == GraphLayer.none { break }
            guard !visited.contains(neighbor) else { continue }
            if included[Int(neighbor)] {
              _ = visited.insert(neighbor)
              nodes[found] = neighbor
              found += 1
            } else {
              items[bridges] = neighbor
              bridges += 1
              huse_prefetch(links + Int(neighbor) * degree)
            }
          }
          // As many as an unfiltered search compares are enough; other bridges stay for later.
          for bridge in 0..<bridges where found < degree {
            let bridge = items[bridge]
            _ = visited.insert(bridge)
            for index in 0..<degree {
              let neighbor = links[Int(bridge) * degree + index]
              if neighbor == GraphLayer.none { break }
              if included[Int(neighbor)], visited.insert(neighbor) {
                nodes[found] = neighbor
                found += 1
              }
            }
          }
          offer(found, of: rows, nil, to: &list)
        }
      }
    }
  }

  /// The most similar of some items, all of which are compared.
  func nearest(
    _ count: Int, among positions: [UInt32], of rows: QuantizedItems
  ) -> [CandidateList.Candidate] {
    search(count) { offer(positions, of: rows, nil, to: &$0) }
  }

  /// The similarity of each of some items to the query.
  func similarities(to items: [UInt32], of rows: QuantizedItems) -> [Float] {
    // An array made for no values writes to memory that all empty arrays share.
    guard !items.isEmpty else { return [] }
    return [Float](unsafeUninitializedCapacity: items.count) { values, count in
      items.withUnsafeBufferPointer { ids in
        if let values = values.baseAddress {
          rows.assignProducts(of: query, rowsAt: ids, to: values)
        }
      }
      count = items.count
    }
  }

  /// What a search leaves in the list of its `count` best candidates.
  private func search(
    _ count: Int, _ body: (inout CandidateList) -> Void
  ) -> [CandidateList.Candidate] {
    // Taken out, so that it is changed in place.
    var list = CandidateList()
    swap(&list, &self.list)
    list.reset(capacity: count)
    visited.removeAll()
    body(&list)
    swap(&list, &self.list)
    return self.list.candidates
  }

  /// Compares nodes with the query.
  private func offer(
    _ starts: [UInt32], of rows: QuantizedItems, _ layerItems: [UInt32]?,
    to list: inout CandidateList
  ) {
    for start in stride(from: 0, to: starts.count, by: block) {
      let end = min(start + block, starts.count)
      for index in start..<end { nodes[index - start] = starts[index] }
      offer(end - start, of: rows, layerItems, to: &list)
    }
  }

  /// Compares the first `count` of `nodes` with the query.
  private func offer(
    _ count: Int, of rows: QuantizedItems, _ layerItems: [UInt32]?, to list: inout CandidateList
  ) {
    guard count > 0 else { return }
    let (nodes, items, similarities) = (nodes, items, similarities)
    var ids = nodes
    if let layerItems {
      for index in 0..<count { items[index] = layerItems[Int(nodes[index])] }
      ids = items
    }
    rows.assignProducts(
      of: query, rowsAt: UnsafeBufferPointer(start: ids, count: count), to: similarities)
    for index in 0..<count { list.insert(nodes[index], similarity: similarities[index]) }
  }
}
