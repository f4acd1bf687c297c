/// The class hierarchy of items: the sets of correct classes for HP@K and the class distances.
struct ClassHierarchy: Sendable {
  let ranks: [Int]
  let distances: ClassDistances
  /// The node of each class in the tree.
  private let nodes: [Int: Int]
  /// For each class and rank, the nodes among which the correct classes are.
  private let correct: [Int: [Range<Int>]]

  /// Prunes the tree to the classes that occur, because only they can be in a set.
  ///
  /// Distances are measured in the whole tree.
  ///
  /// - Throws: `HUSEError.invalidRow` for a label without a class name, `.invalidData` for a class
  ///   that the taxonomy lacks.
  init(
    of labels: [Int], classNames: [String], in taxonomy: Taxonomy, ranks: [Int]
  ) throws(HUSEError) {
    for (row, label) in labels.enumerated() where !classNames.indices.contains(label) {
      throw .invalidRow(
        source: "labels", row: row, column: nil,
        problem: "found \(label), expected one of 0..<\(classNames.count)",
        remedy: "Pass the name of each class.")
    }
    self.ranks = ranks
    distances = try ClassDistances(of: labels, classNames: classNames, in: taxonomy)
    let present = Set(labels).sorted()
    guard !present.isEmpty else {
      (nodes, correct) = ([:], [:])
      return
    }
    let tree = try taxonomy.pruned(to: present.map { classNames[$0] })
    var nodes: [Int: Int] = [:]
    for label in present { nodes[label] = try tree.node(of: classNames[label]) }
    self.nodes = nodes
    correct = nodes.mapValues { node in ranks.map { tree.correctNodes(for: node, atLeast: $0) } }
  }

  /// For each rank K, the share of the first K classes that are correct for a query.
  ///
  /// If there are fewer than K classes, it is the share of those that exist, or 0 if there are
  /// none. `found` holds distinct classes, nearest first.
  func precision(of found: [Int], for label: Int) -> [Double] {
    zip(ranks, correct[label] ?? []).map { rank, correct in
      let first = found.prefix(rank)
      let hits = first.count { nodes[$0].map(correct.contains) ?? false }
      return first.isEmpty ? 0 : Double(hits) / Double(first.count)
    }
  }
}
