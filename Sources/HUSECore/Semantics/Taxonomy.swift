/// A tree of classes: what is a kind of what.
///
/// ```swift
/// let taxonomy = try Taxonomy(classPaths: ["food/fruit/apple", "food/fruit/pear", "food/pizza"])
/// try taxonomy.dissimilarity(of: "food/fruit/apple", and: "food/fruit/pear")   // 0.5
/// try taxonomy.dissimilarity(of: "food/fruit/apple", and: "food/pizza")        // 1.0
/// ```
public struct Taxonomy: Sendable, Hashable {
  private struct Node: Sendable, Hashable {
    var parent: Int?
    /// The length of the longest way down to a leaf.
    var height = 0
  }

  private var nodes: [Node] = [Node(parent: nil)]
  private var nodeOfClass: [String: Int] = [:]

  /// The classes, sorted.
  public var classNames: [String] { nodeOfClass.keys.sorted() }

  /// The number of levels below the root on the longest way down.
  public var height: Int { nodes[root].height }

  /// The lowest node above every class: levels that all paths share do not count.
  private var root = 0

  /// Builds the tree that class paths form; a path may end where another goes on.
  ///
  /// - Throws: `HUSEError.invalidData` if there is no path, or one is empty or comes twice.
  public init(classPaths: [String]) throws(HUSEError) {
    guard !classPaths.isEmpty else {
      throw .invalidData(
        source: "taxonomy", problem: "has no classes", remedy: "Pass at least one class path.")
    }
    var childOfNode: [[String: Int]] = [[:]]
    var ends: Set<Int> = []
    for name in classPaths {
      var node = 0
      for level in try ClassPath(name).levels {
        if let child = childOfNode[node][level] {
          node = child
        } else {
          nodes.append(Node(parent: node))
          childOfNode.append([:])
          childOfNode[node][level] = nodes.count - 1
          node = nodes.count - 1
        }
      }
      // By its place: a path may be written in more than one way.
      guard ends.insert(node).inserted else {
        throw .invalidData(
          source: "taxonomy", problem: "class '\(name)' comes twice",
          remedy: "Pass each class path once.")
      }
      nodeOfClass[name] = node
    }
    // A node is made after its parent, so one pass from the end sees children first.
    for (index, node) in nodes.enumerated().reversed() {
      if let parent = node.parent {
        nodes[parent].height = max(nodes[parent].height, nodes[index].height + 1)
      }
    }
    while !ends.contains(root), childOfNode[root].count == 1,
      let only = childOfNode[root].values.first
    {
      root = only
    }
  }

  /// The height of the lowest common ancestor over the height of the root, in [0, 1]; 0 for a
  /// class and itself (Barz and Denzler 2019, eq. 1).
  ///
  /// - Throws: `HUSEError.invalidData` for a class that is not in the tree.
  public func dissimilarity(of first: String, and second: String) throws(HUSEError) -> Double {
    let (start, other) = (try node(of: first), try node(of: second))
    guard start != other else { return 0 }
    let ancestors = Set(sequence(first: start) { nodes[$0].parent })
    var common = other
    while !ancestors.contains(common), let parent = nodes[common].parent { common = parent }
    return Double(nodes[common].height) / Double(max(height, 1))
  }

  private func node(of name: String) throws(HUSEError) -> Int {
    guard let node = nodeOfClass[name] else {
      throw .invalidData(
        source: "taxonomy", problem: "has no class '\(name)'",
        remedy: "It holds: \(classNames.prefix(8).joined(separator: ", ")).")
    }
    return node
  }
}
