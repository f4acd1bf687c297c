/// A tree of classes, from general to specific.
///
/// ```swift
/// let taxonomy = try Taxonomy(classPaths: ["food/fruit/apple", "food/fruit/pear", "food/pizza"])
/// try taxonomy.dissimilarity(of: "food/fruit/apple", and: "food/fruit/pear")   // 0.5
/// try taxonomy.dissimilarity(of: "food/fruit/apple", and: "food/pizza")        // 1.0
/// ```
///
/// It holds only the classes and the nodes above them. A class may have other classes below it.
public struct Taxonomy: Sendable, Hashable {
  /// A node; its descendants are the nodes after it, up to `end`.
  package struct Node: Sendable, Hashable {
    package let name: String
    package let parent: Int?
    package fileprivate(set) var end: Int
    /// The length of the longest path down to a leaf.
    package fileprivate(set) var height = 0
  }

  /// The nodes, with parents before children and each subtree contiguous.
  package let nodes: [Node]
  package let nodeOfClass: [String: Int]
  /// The number of classes among the nodes before each node, and before the end.
  private let classesBefore: [Int]
  /// The lowest node above every class; levels that all classes share do not count.
  package let root: Int

  /// The classes, sorted.
  public var classNames: [String] { nodeOfClass.keys.sorted() }

  /// The number of levels below the root on the longest path down.
  public var height: Int { nodes[root].height }

  /// Creates a tree without the nodes that are neither a class nor above one.
  ///
  /// - Parameters:
  ///   - names: the name of each node; the first is the root.
  ///   - parents: the parent of each node, which comes before it; `nil` only for the first.
  ///   - nodeOfClass: the node of each class; no two classes share a node.
  /// - Precondition: there is a class.
  package init(names: [String], parents: [Int?], nodeOfClass: [String: Int]) {
    precondition(!nodeOfClass.isEmpty, "a taxonomy without classes")
    var isKept = [Bool](repeating: false, count: names.count)
    for start in nodeOfClass.values {
      var node: Int? = start
      while let current = node, !isKept[current] {
        isKept[current] = true
        node = parents[current]
      }
    }
    var children = [[Int]](repeating: [], count: names.count)
    for (node, parent) in parents.enumerated() where isKept[node] {
      if let parent { children[parent].append(node) }
    }
    var nodes: [Node] = []
    var place = [Int](repeating: 0, count: names.count)
    var waiting = [0]
    while let node = waiting.popLast() {
      place[node] = nodes.count
      nodes.append(
        Node(name: names[node], parent: parents[node].map { place[$0] }, end: nodes.count + 1))
      waiting += children[node].reversed()
    }
    for (index, node) in nodes.enumerated().reversed() {
      if let parent = node.parent {
        nodes[parent].end = max(nodes[parent].end, nodes[index].end)
        nodes[parent].height = max(nodes[parent].height, nodes[index].height + 1)
      }
    }
    let nodeOfClass = nodeOfClass.mapValues { place[$0] }
    let ends = Set(nodeOfClass.values)
    var root = 0
    while !ends.contains(root), nodes[root + 1].end == nodes[root].end { root += 1 }
    classesBefore = nodes.indices.reduce(into: [0]) { counts, node in
      counts.append(counts[node] + (ends.contains(node) ? 1 : 0))
    }
    self.nodes = nodes
    self.nodeOfClass = nodeOfClass
    self.root = root
  }

  /// The height of the lowest common ancestor over the height of the root, in [0, 1].
  ///
  /// It is 0 for a class and itself (Barz and Denzler 2019, equation 1).
  ///
  /// - Throws: `HUSEError.invalidData` for a class that is not in the tree.
  public func dissimilarity(of first: String, and second: String) throws(HUSEError) -> Double {
    let (start, other) = (try node(of: first), try node(of: second))
    guard start != other else { return 0 }
    var common = other
    while !(common..<nodes[common].end).contains(start), let parent = nodes[common].parent {
      common = parent
    }
    return Double(nodes[common].height) / Double(max(height, 1))
  }

  /// The names of the nodes above a class, the most general first, and of the class itself.
  ///
  /// - Throws: `HUSEError.invalidData` for a class that is not in the tree.
  public func path(to className: String) throws(HUSEError) -> [String] {
    let way = sequence(first: try node(of: className)) { nodes[$0].parent }
    return way.map { nodes[$0].name }.reversed().filter { !$0.isEmpty }
  }

  /// The number of classes among the nodes in a range.
  package func classCount(in nodes: Range<Int>) -> Int {
    classesBefore[nodes.upperBound] - classesBefore[nodes.lowerBound]
  }

  package func node(of name: String) throws(HUSEError) -> Int {
    guard let node = nodeOfClass[name] else {
      throw .invalidData(
        source: "taxonomy", problem: "has no class '\(name)'",
        remedy: "It holds: \(classNames.prefix(8).joined(separator: ", ")).")
    }
    return node
  }
}

extension Taxonomy: CustomStringConvertible {
  /// The tree below its root as text, with a line for each node, indented by two spaces per level.
  public var description: String {
    var depths = [Int](repeating: 0, count: nodes.count)
    return (root..<nodes[root].end).map { index in
      if index > root, let parent = nodes[index].parent { depths[index] = depths[parent] + 1 }
      return String(repeating: "  ", count: depths[index]) + nodes[index].name
    }
    .joined(separator: "\n")
  }
}
