import HUSE

/// The meaning of the classes: the distances that systems learn from, and the tree by which
/// retrieval is judged.
struct ClassSemantics: Sendable {
  /// The distances of the classes; `nil` if nothing is known about them.
  let graph: SemanticGraph?
  /// The distances for systems that need them; all are 1 if nothing is known.
  let distances: SemanticGraph
  /// The hierarchy; a single level if nothing is known.
  let taxonomy: Taxonomy
}

extension ClassSemantics {
  init(
    of classNames: [String], options: ClassGraphOptions, encoders: EncoderOptions
  ) throws(HUSEError) {
    let graph = try options.availableGraph(of: classNames, encoders: encoders)
    let distances: SemanticGraph
    if let graph { distances = graph } else { distances = try .withoutMeaning(of: classNames) }
    self.init(
      graph: graph, distances: distances,
      taxonomy: try options.hierarchy.availableTree(of: classNames))
  }
}

extension HierarchyOptions {
  /// The given tree, or the tree that class paths describe, or otherwise a tree of a single level.
  func availableTree(of classNames: [String]) throws(HUSEError) -> Taxonomy {
    guard taxonomy == nil, wordnet == nil else { return try tree(of: classNames) }
    return (try? tree(of: classNames)) ?? .flat(classNames: classNames)
  }
}

extension Taxonomy {
  /// A tree whose root has the classes as children.
  fileprivate static func flat(classNames: [String]) -> Taxonomy {
    Taxonomy(
      names: [""] + classNames, parents: [nil] + classNames.map { _ in 0 },
      nodeOfClass: Dictionary(
        uniqueKeysWithValues: classNames.enumerated().map { ($1, $0 + 1) }))
  }
}

extension SemanticGraph {
  /// A graph in which all classes are at distance 1 from each other.
  fileprivate static func withoutMeaning(
    of classNames: [String]
  ) throws(HUSEError) -> SemanticGraph {
    let count = classNames.count
    var distances = Matrix(rows: count, columns: count, repeating: 1)
    for index in 0..<count { distances[index, index] = 0 }
    return try SemanticGraph(distances: distances, classNames: classNames)
  }
}
