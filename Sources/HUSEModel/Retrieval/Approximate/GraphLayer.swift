internal import HUSECore

/// A layer of a navigable graph: nodes, and links from each to similar ones.
///
/// In the lowest layer every item is the node of its position. A higher layer has some of the items
/// in the order in which they were linked.
struct GraphLayer: Sendable, Equatable {
  /// What fills up the links of a node.
  static let none = UInt32.max

  /// The most links of a node.
  let degree: Int
  /// The item of each node; `nil` in the lowest layer.
  private(set) var items: [UInt32]?
  /// The node of the same item in the layer beneath; empty in the lowest layer.
  private(set) var below: [UInt32]
  /// `[nodes][degree]`.
  private(set) var links: GraphLinks

  /// The number of nodes.
  var count: Int { links.count / degree }

  /// A layer without nodes.
  init(degree: Int, isLowest: Bool) {
    self.degree = degree
    items = isLowest ? nil : []
    below = []
    links = GraphLinks()
  }

  init(degree: Int, items: [UInt32]?, below: [UInt32], links: GraphLinks) {
    self.degree = degree
    self.items = items
    self.below = below
    self.links = links
  }

  /// The item of a node.
  func item(of node: UInt32) -> UInt32 { items?[Int(node)] ?? node }

  /// Adds a node of a higher layer.
  mutating func append(item: UInt32, below node: UInt32, linkedTo neighbors: [UInt32]) {
    items?.append(item)
    below.append(node)
    links.append(neighbors, filledTo: degree)
  }

  /// Adds nodes without links to the lowest layer.
  mutating func appendNodes(_ count: Int) {
    links.append([], filledTo: degree * count)
  }

  /// Replaces the links of some nodes.
  mutating func link(_ nodes: [UInt32], to neighbors: [[UInt32]]) {
    let degree = degree
    links.withUnsafeMutableBufferPointer { links in
      for (node, neighbors) in zip(nodes, neighbors) {
        let start = Int(node) * degree
        for index in 0..<degree {
          links[start + index] = index < neighbors.count ? neighbors[index] : Self.none
        }
      }
    }
  }

  /// Gives the items of a higher layer their new positions.
  mutating func renumberItems(_ positions: [UInt32], isSecondLowest: Bool) {
    items = items?.map { positions[Int($0)] }
    if isSecondLowest, let items { below = items }
  }

  /// The nodes that a node is linked to, the most similar first.
  func neighbors(of node: UInt32) -> [UInt32] {
    links.withUnsafeBufferPointer { links in
      Array(links[Int(node) * degree..<(Int(node) + 1) * degree].prefix { $0 != Self.none })
    }
  }
}

/// The links of a layer: an array, or part of a mapped file that is copied when it is changed.
struct GraphLinks: Sendable {
  private var array: [UInt32] = []
  private var mapped: ByteStorage?

  init() {}

  init(_ links: [UInt32]) { array = links }

  /// Uses bytes of a file, on a machine that stores numbers as the file does; otherwise, or if they
  /// are not aligned, copies them.
  init(mapping bytes: ByteStorage) {
    let source = bytes.bytes
    let isAligned = UInt(bitPattern: source.baseAddress) % UInt(MemoryLayout<UInt32>.alignment) == 0
    if isAligned, UInt32(littleEndian: 1) == 1, source.count > 0 {
      mapped = bytes
    } else {
      array = stride(from: 0, to: source.count, by: 4).map {
        UInt32(littleEndian: source.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
      }
    }
  }

  var count: Int { mapped.map { $0.bytes.count / 4 } ?? array.count }

  mutating func append(_ values: [UInt32], filledTo count: Int) {
    copyMapped()
    array += values
    array += repeatElement(GraphLayer.none, count: count - values.count)
  }

  func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    guard let mapped else { return array.withUnsafeBufferPointer(body) }
    return body(mapped.bytes.assumingMemoryBound(to: UInt32.self))
  }

  mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt32>) -> Result
  ) -> Result {
    copyMapped()
    return array.withUnsafeMutableBufferPointer { body($0) }
  }

  private mutating func copyMapped() {
    guard let mapped else { return }
    array = Array(mapped.bytes.assumingMemoryBound(to: UInt32.self))
    self.mapped = nil
  }
}

extension GraphLinks: Equatable {
  static func == (first: GraphLinks, second: GraphLinks) -> Bool {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { first.elementsEqual($0) }
    }
  }
}
