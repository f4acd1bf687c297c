extension Taxonomy {
  /// The same tree with only these classes.
  ///
  /// - Throws: `HUSEError.invalidData` if there are no classes, or if a class is not in the tree or
  ///   is duplicated.
  public func pruned(to classNames: [String]) throws(HUSEError) -> Taxonomy {
    guard !classNames.isEmpty else {
      throw .invalidData(
        source: "taxonomy", problem: "is to be pruned to no classes",
        remedy: "Pass at least one class.")
    }
    var kept: [String: Int] = [:]
    for name in classNames {
      guard kept.updateValue(try node(of: name), forKey: name) == nil else {
        throw .invalidData(
          source: "taxonomy", problem: "class '\(name)' is duplicated",
          remedy: "Pass each class once.")
      }
    }
    return Taxonomy(names: nodes.map(\.name), parents: nodes.map(\.parent), nodeOfClass: kept)
  }

  /// The classes that count as correct for a query of a class when `count` classes are retrieved:
  /// the set of the hierarchical precision HP@K (Frome et al., "DeViSE: a deep visual-semantic
  /// embedding model", 2013).
  ///
  /// ```swift
  /// let taxonomy = try Taxonomy(classPaths: ["fruit/apple", "fruit/pear", "pizza"])
  /// try taxonomy.correctClasses(for: "fruit/apple", atLeast: 2)   // ["fruit/apple", "fruit/pear"]
  /// ```
  ///
  /// The set is the first of these with at least `count` classes: the class itself, the class with
  /// everything below it, all classes below its parent, all classes below its grandparent and so
  /// on. Each step adds all classes below an ancestor, so equally close classes are treated alike,
  /// and the set may have more than `count` classes. In a tree of fewer classes it contains all of
  /// them.
  ///
  /// - Returns: the set, sorted.
  /// - Throws: `HUSEError.invalidData` for a class that is not in the tree.
  public func correctClasses(
    for className: String, atLeast count: Int
  ) throws(HUSEError) -> [String] {
    let correct = correctNodes(for: try node(of: className), atLeast: count)
    return nodeOfClass.filter { correct.contains($0.value) }.keys.sorted()
  }

  /// The nodes among which the correct classes for the class at `node` are.
  package func correctNodes(for node: Int, atLeast count: Int) -> Range<Int> {
    // A node precedes everything below it.
    guard count > 1 else { return node..<node + 1 }
    var top = node
    while classCount(in: top..<nodes[top].end) < count, let parent = nodes[top].parent {
      top = parent
    }
    return top..<nodes[top].end
  }
}
