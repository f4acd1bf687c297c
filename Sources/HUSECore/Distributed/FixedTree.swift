/// The binary tree in whose order numbers are added up, so that the sum has the same bits whoever
/// computes its parts.
///
/// A node is a range of leaves. Its left child has the largest power of two of leaves that is below
/// its count, and its right child has the rest.
package struct FixedTree: Sendable, Equatable {
  /// The number of leaves.
  package let count: Int

  package init(count: Int) { self.count = count }

  /// The children of a node of at least two leaves.
  package static func children(of node: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
    var size = 1
    while size * 2 < node.count { size *= 2 }
    let middle = node.lowerBound + size
    return (node.lowerBound..<middle, middle..<node.upperBound)
  }

  /// The fewest nodes that together have the leaves in a range, in order.
  package func nodes(in range: Range<Int>) -> [Range<Int>] {
    func nodes(under node: Range<Int>) -> [Range<Int>] {
      guard node.overlaps(range) else { return [] }
      if range.lowerBound <= node.lowerBound, node.upperBound <= range.upperBound { return [node] }
      let (left, right) = Self.children(of: node)
      return nodes(under: left) + nodes(under: right)
    }
    return count > 0 ? nodes(under: 0..<count) : []
  }

  /// Adds up the values of nodes that together have all leaves of `node`.
  ///
  /// - Parameters:
  ///   - node: the node whose value is computed.
  ///   - known: the nodes whose values are known.
  ///   - add: adds the value of the second node to that of the first, which then is the value of
  ///     their parent. Both are positions in `known`; the first is that of the parent's first leaf.
  /// - Returns: the position in `known` at which the value of `node` is.
  @discardableResult
  package static func sum(
    _ node: Range<Int>, of known: [Range<Int>], add: (_ target: Int, _ other: Int) -> Void
  ) -> Int {
    if let position = known.firstIndex(of: node) { return position }
    precondition(node.count > 1, "no value for leaf \(node.lowerBound)")
    let (left, right) = children(of: node)
    let target = sum(left, of: known, add: add)
    add(target, sum(right, of: known, add: add))
    return target
  }
}
