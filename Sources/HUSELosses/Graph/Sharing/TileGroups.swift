internal import HUSECore

/// The groups of blocks of a batch whose sums ranks exchange, and the tree in which these are added
/// up.
///
/// A group is a node of the fixed tree of the blocks. There are at most `most` groups, however many
/// ranks there are: each sum of a group takes memory, and a pass over it.
struct TileGroups: Sendable {
  /// A node of the tree that is a group or contains groups.
  struct Node: Sendable {
    let blocks: Range<Int>
    /// The position of the node above, and of the other one below that, unless this is the root.
    fileprivate(set) var parent: Int?
    fileprivate(set) var sibling: Int?
  }

  /// All nodes.
  private(set) var nodes: [Node] = []
  /// The position of the node of each group, in the order of the blocks.
  private(set) var groups: [Int] = []

  /// The largest number of groups.
  static let most = 16

  init(blockCount: Int) {
    guard blockCount > 0 else { return }
    var size = 1
    while size * Self.most < blockCount { size *= 2 }
    add(0..<blockCount, largest: size)
  }

  /// Adds a node and those below it; returns its position.
  @discardableResult
  private mutating func add(_ blocks: Range<Int>, largest size: Int) -> Int {
    let position = nodes.count
    nodes.append(Node(blocks: blocks))
    guard blocks.count > size else {
      groups.append(position)
      return position
    }
    let (left, right) = FixedTree.children(of: blocks)
    let children = [add(left, largest: size), add(right, largest: size)]
    for (child, other) in zip(children, children.reversed()) {
      (nodes[child].parent, nodes[child].sibling) = (position, other)
    }
    return position
  }

  /// The number of groups.
  var count: Int { groups.count }

  /// The blocks of a group.
  func blocks(of group: Int) -> Range<Int> { nodes[groups[group]].blocks }

  /// The fewest nodes that together have some groups, in order.
  func nodes(of contains: (_ group: Int) -> Bool) -> [Int] {
    var isKnown = [Bool](repeating: false, count: nodes.count)
    for (group, node) in groups.enumerated() where contains(group) {
      var node = node
      isKnown[node] = true
      while let parent = nodes[node].parent, isKnown[nodes[node].sibling!] {
        isKnown[node] = false
        isKnown[nodes[node].sibling!] = false
        node = parent
        isKnown[node] = true
      }
    }
    return isKnown.indices.filter { isKnown[$0] }
  }
}
