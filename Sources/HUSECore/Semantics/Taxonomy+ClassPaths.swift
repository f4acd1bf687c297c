extension Taxonomy {
  /// Builds the tree that class paths form; a path may be a prefix of another.
  ///
  /// - Throws: `HUSEError.invalidData` if there is no path, or if one is empty or duplicated.
  public init(classPaths: [String]) throws(HUSEError) {
    guard !classPaths.isEmpty else {
      throw .invalidData(
        source: "taxonomy", problem: "has no classes", remedy: "Pass at least one class path.")
    }
    var names = [""]
    var parents: [Int?] = [nil]
    var childOfNode: [[String: Int]] = [[:]]
    var ends: Set<Int> = []
    var nodeOfClass: [String: Int] = [:]
    for name in classPaths {
      var node = 0
      for level in try ClassPath(name).levels {
        if let child = childOfNode[node][level] {
          node = child
        } else {
          names.append(level)
          parents.append(node)
          childOfNode.append([:])
          childOfNode[node][level] = names.count - 1
          node = names.count - 1
        }
      }
      // Compared by node, because a path may be written in more than one way.
      guard ends.insert(node).inserted else {
        throw .invalidData(
          source: "taxonomy", problem: "class '\(name)' is duplicated",
          remedy: "Pass each class path once.")
      }
      nodeOfClass[name] = node
    }
    self.init(names: names, parents: parents, nodeOfClass: nodeOfClass)
  }
}
