internal import HUSECore

/// The gradient of a tile, as sums over groups of blocks that are added up in the order of a tree.
///
/// Two nodes below the same node are added as soon as both are known, so that few sums are kept.
struct TileSums: Sendable {
  private let rows: Int
  private let columns: Int
  /// For each node of the tree whether its sum is known, and the sum; `nil` for zeros.
  private var isKnown: [Bool]
  private var sums: [UnsafeSharedRows?]
  /// The sum over the group to which pairs are being added.
  private var open: UnsafeSharedRows?
  /// All memory of this tile, and what is not in use.
  private var all: [UnsafeSharedRows] = []
  private var free: [UnsafeSharedRows] = []

  /// Sums of a tile of some embeddings.
  init(rows: Int, columns: Int, nodes: Int) {
    (self.rows, self.columns) = (rows, columns)
    isKnown = [Bool](repeating: false, count: nodes)
    sums = [UnsafeSharedRows?](repeating: nil, count: nodes)
  }

  /// Forgets all sums, and keeps their memory.
  mutating func removeAll() {
    for node in isKnown.indices { (isKnown[node], sums[node]) = (false, nil) }
    open = nil
    free.removeAll(keepingCapacity: true)
    free.append(contentsOf: all)
  }

  /// The sum over the group to which pairs are being added, `[rows × columns]`.
  mutating func current() -> UnsafeSharedRows {
    if let open { return open }
    var rows = free.popLast() ?? allocate()
    rows.setToZero()
    open = rows
    return rows
  }

  private mutating func allocate() -> UnsafeSharedRows {
    let rows = UnsafeSharedRows(rows: rows, columns: columns)
    all.append(rows)
    return rows
  }

  /// Ends a group: no pair is added to it any more.
  mutating func end(_ group: Int, of groups: TileGroups) {
    set(open, ofNode: groups.groups[group], in: groups)
    open = nil
  }

  /// Sets the sum of a node, `nil` for zeros.
  mutating func set(_ sum: UnsafeSharedRows?, ofNode node: Int, in groups: TileGroups) {
    var (node, sum) = (node, sum)
    while let parent = groups.nodes[node].parent, let sibling = groups.nodes[node].sibling,
      isKnown[sibling]
    {
      sum = add(sums[sibling], to: sum)
      (isKnown[sibling], sums[sibling]) = (false, nil)
      node = parent
    }
    (isKnown[node], sums[node]) = (true, sum)
  }

  private mutating func add(
    _ other: UnsafeSharedRows?, to sum: UnsafeSharedRows?
  ) -> UnsafeSharedRows? {
    guard var sum, let other else { return sum ?? other }
    sum.add(other.matrix)
    free.append(other)
    return sum
  }

  /// The sum of a node, or `nil` for zeros.
  ///
  /// - Precondition: it is known, and that of no node above it.
  func sum(ofNode node: Int) -> UnsafeSharedRows? {
    precondition(isKnown[node], "node \(node) is not known")
    return sums[node]
  }
}
