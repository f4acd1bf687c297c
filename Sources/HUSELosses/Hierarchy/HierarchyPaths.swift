import Foundation

/// The path of each class to the root of a tree.
///
/// The classes are ordered so that those below a node are adjacent.
///
/// A class that has other classes below it is also a leaf below its own node. A node with a single
/// child has the probability of that child, and is skipped.
struct HierarchyPaths: Sendable, Hashable {
  /// A node of a path.
  struct Node: Sendable, Hashable {
    /// The positions of the classes below the node, and of the class itself.
    let positions: Range<Int>
    /// λ, the weight of the step to the next node of the path; 0 at the root.
    let weight: Double
  }

  /// The class at each position.
  let classes: [Int]
  /// For each class, the nodes from the class to the root.
  let nodes: [[Node]]

  /// Prunes a tree to the given classes and follows their paths.
  ///
  /// - Throws: `HUSEError.invalidData` if there are no classes, or if a class is not in the tree or
  ///   is duplicated.
  init(of classNames: [String], in taxonomy: Taxonomy, discount: Float) throws(HUSEError) {
    let tree = try taxonomy.pruned(to: classNames)
    var ends: [Int] = []
    for name in classNames { ends.append(try tree.node(of: name)) }
    // The nodes before the root form a single path to it, so all nodes after it are below it.
    var depths = [Int](repeating: 0, count: tree.nodes.count)
    for index in tree.nodes.indices where index > tree.root {
      if let parent = tree.nodes[index].parent { depths[index] = depths[parent] + 1 }
    }
    func weight(atDepth depth: Int) -> Double {
      depth > 0 ? exp(-Double(discount) * Double(depth - 1)) : 0
    }
    func positions(in nodes: Range<Int>) -> Range<Int> {
      let first = tree.classCount(in: 0..<nodes.lowerBound)
      return first..<first + tree.classCount(in: nodes)
    }
    classes = classNames.indices.sorted { ends[$0] < ends[$1] }
    nodes = ends.map { end in
      var path = [
        Node(positions: positions(in: end..<end + 1), weight: weight(atDepth: depths[end] + 1))
      ]
      for node in sequence(first: end, next: { $0 > tree.root ? tree.nodes[$0].parent : nil }) {
        let positions = positions(in: node..<tree.nodes[node].end)
        if path[path.count - 1].positions == positions { path.removeLast() }
        path.append(Node(positions: positions, weight: weight(atDepth: depths[node])))
      }
      return path
    }
  }
}
