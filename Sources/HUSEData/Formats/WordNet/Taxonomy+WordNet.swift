public import HUSECore

extension Taxonomy {
  /// Creates the taxonomy of WordNet's hypernyms above some classes.
  ///
  /// ```swift
  /// let taxonomy = try Taxonomy(
  ///   classNames: ["apple_pie", "pizza", "baklava"],
  ///   in: WordNet(contentsOf: WordNet.debianFolder))
  /// print(try taxonomy.path(to: "apple_pie").suffix(3))
  /// // ["pastry.n.02", "pie.n.01", "apple_pie"]
  /// ```
  ///
  /// A class without an entry in the mapping must be a noun with a single meaning. If a synset has
  /// several hypernyms, the first one in WordNet is used.
  ///
  /// - Throws: `HUSEError.unclearClasses` for classes that need an entry in the mapping, with their
  ///   candidates and glosses; `.invalidData` for an entry without a synset, a duplicate class or
  ///   two classes of one synset; `.malformedFile` for damaged files.
  public init(
    classNames: [String], in wordNet: WordNet, mapping: SynsetMapping = SynsetMapping()
  ) throws(HUSEError) {
    guard !classNames.isEmpty else {
      throw .invalidData(
        source: "taxonomy", problem: "has no classes", remedy: "Pass at least one class name.")
    }
    let synsets = try ClassSynsets(of: classNames, in: wordNet, mapping: mapping)
    // The nouns of WordNet have one root, but a subset of WordNet may have several.
    var names = [""]
    var parents: [Int?] = [nil]
    var nodeOfSynset: [Int: Int] = [:]
    var nodeOfClass: [String: Int] = [:]
    var classOfSynset: [Int: String] = [:]
    for assignment in synsets.all {
      guard nodeOfClass[assignment.className] == nil else {
        throw .invalidData(
          source: "taxonomy", problem: "class '\(assignment.className)' is duplicated",
          remedy: "Pass each class once.")
      }
      var node = 0
      for synset in try wordNet.hypernymPath(to: assignment.synset) {
        if let known = nodeOfSynset[synset.offset] {
          node = known
        } else {
          names.append(synset.name)
          parents.append(node)
          node = names.count - 1
          nodeOfSynset[synset.offset] = node
        }
      }
      if assignment.isKindOf {
        names.append(assignment.className)
        parents.append(node)
        node = names.count - 1
      } else {
        let synset = assignment.synset
        if let other = classOfSynset.updateValue(assignment.className, forKey: synset.offset) {
          throw .invalidData(
            source: mapping.path,
            problem: "classes '\(other)' and '\(assignment.className)' both mean \(synset)",
            remedy: "Map one of them to another synset, or with the relation 'kind of'.")
        }
        names[node] = assignment.className
      }
      nodeOfClass[assignment.className] = node
    }
    self.init(names: names, parents: parents, nodeOfClass: nodeOfClass)
  }
}
