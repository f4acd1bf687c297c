public import HUSECore

extension Taxonomy {
  /// The tree that WordNet's hypernyms form above the classes.
  ///
  /// ```swift
  /// let taxonomy = try Taxonomy(
  ///   classNames: ["apple_pie", "pizza", "baklava"],
  ///   in: WordNet(contentsOf: WordNet.debianFolder))
  /// print(try taxonomy.path(to: "apple_pie").suffix(3))   // ["pastry.n.02", "pie.n.01", "apple_pie"]
  /// ```
  ///
  /// A class that the mapping lacks must be a noun with one meaning. Where a synset is a kind of
  /// several, the tree follows the first that WordNet lists; what lies above no class is left out.
  ///
  /// - Throws: `HUSEError.unclearClasses` for classes that need an entry in the mapping, with their
  ///   candidates and glosses, for an entry without a synset and for two classes of one synset;
  ///   `.malformedFile` for files that are damaged.
  public init(
    classNames: [String], in wordNet: WordNet, mapping: SynsetMapping = SynsetMapping()
  ) throws(HUSEError) {
    guard !classNames.isEmpty else {
      throw .invalidData(
        source: "taxonomy", problem: "has no classes", remedy: "Pass at least one class name.")
    }
    let meanings = try ClassSynsets(of: classNames, in: wordNet, mapping: mapping)
    // The nouns of WordNet have one root; of a part of WordNet they may have several.
    var names = [""]
    var parents: [Int?] = [nil]
    var nodeOfSynset: [Int: Int] = [:]
    var nodeOfClass: [String: Int] = [:]
    var classOfSynset: [Int: String] = [:]
    for meaning in meanings.all {
      guard nodeOfClass[meaning.className] == nil else {
        throw .invalidData(
          source: "taxonomy", problem: "class '\(meaning.className)' is duplicated",
          remedy: "Pass each class once.")
      }
      var node = 0
      for synset in try wordNet.hypernymPath(to: meaning.synset) {
        if let known = nodeOfSynset[synset.offset] {
          node = known
        } else {
          names.append(synset.name)
          parents.append(node)
          node = names.count - 1
          nodeOfSynset[synset.offset] = node
        }
      }
      if meaning.isKindOf {
        names.append(meaning.className)
        parents.append(node)
        node = names.count - 1
      } else {
        let synset = meaning.synset
        if let other = classOfSynset.updateValue(meaning.className, forKey: synset.offset) {
          throw .invalidData(
            source: mapping.path,
            problem: "classes '\(other)' and '\(meaning.className)' both mean \(synset)",
            remedy: "Map one of them to another synset, or with the relation 'kind of'.")
        }
        names[node] = meaning.className
      }
      nodeOfClass[meaning.className] = node
    }
    self.init(names: names, parents: parents, nodeOfClass: nodeOfClass)
  }
}
