internal import HUSEModel

/// The classes of measured pairs in the order of their tree.
///
/// A tree of a single level says nothing about classes: their order is then that of their names,
/// and there are no near misses.
struct ClassTree: Sendable {
  let classNames: [String]
  /// The classes with pairs, in the order of the tree.
  let order: [Int]
  /// Whether there is a tree of more than one level.
  let isTree: Bool
  /// For each class, the nodes from below the root to the class; empty for the root itself.
  private let ways: [[Int]]
  private let nodeNames: [String]

  /// - Throws: `HUSEError.invalidData` for a class that the tree lacks.
  init(labels: [Int], classNames: [String], taxonomy: Taxonomy?) throws(HUSEError) {
    self.classNames = classNames
    let present = Set(labels)
    guard let taxonomy, taxonomy.height > 1 else {
      isTree = false
      order = present.sorted { (classNames[$0], $0) < (classNames[$1], $1) }
      ways = classNames.indices.map { [$0] }
      nodeNames = classNames
      return
    }
    isTree = true
    var nodeOfClass = [Int](repeating: 0, count: classNames.count)
    var ways = [[Int]](repeating: [], count: classNames.count)
    for label in present { nodeOfClass[label] = try taxonomy.node(of: classNames[label]) }
    for label in classNames.indices {
      // A class without pairs need not be in the tree, but may be predicted.
      guard var node = taxonomy.nodeOfClass[classNames[label]] else { continue }
      while node != taxonomy.root, let parent = taxonomy.nodes[node].parent {
        ways[label].insert(node, at: 0)
        node = parent
      }
    }
    order = present.sorted { (nodeOfClass[$0], $0) < (nodeOfClass[$1], $1) }
    self.ways = ways
    nodeNames = taxonomy.nodes.map(\.name)
  }

  /// The node below the root that a class belongs to; `nil` for a class that is the root, which
  /// belongs to no branch.
  func branch(of label: Int) -> Int? { ways[label].first }

  /// Whether a class is right, near or wrong where another is looked for.
  func verdict(found: Int, expected: Int) -> Verdict {
    if found == expected { return .right }
    guard isTree, let branch = branch(of: expected), self.branch(of: found) == branch else {
      return .wrong
    }
    return .near
  }

  /// The branches that have classes with pairs, in the order of the tree, with these classes.
  var branches: [(name: String, classes: [Int])] {
    guard isTree else { return order.map { (classNames[$0], [$0]) } }
    return groups(atDepth: 1)
  }

  /// The classes put together by their nodes at a depth of the tree, in its order.
  ///
  /// A class above this depth stands for itself.
  func groups(atDepth depth: Int) -> [(name: String, classes: [Int])] {
    var result: [(way: [Int], name: String, classes: [Int])] = []
    for label in order {
      let way = Array(ways[label].prefix(depth))
      if let last = result.indices.last, result[last].way == way {
        result[last].classes.append(label)
      } else {
        let name =
          way.isEmpty ? classNames[label] : way.map { nodeNames[$0] }.joined(separator: "/")
        result.append((way, name, [label]))
      }
    }
    return result.map { ($0.name, $0.classes) }
  }

  /// The number of levels below the root on the longest way to a class with pairs.
  var depth: Int { order.map { ways[$0].count }.max() ?? 0 }
}
