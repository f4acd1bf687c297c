public import HUSECore

extension WordNet {
  /// The path from the most general synset to a synset.
  ///
  /// If a synset has several hypernyms, the first one in WordNet is used.
  ///
  /// - Throws: `HUSEError.malformedFile` for damaged files.
  public func hypernymPath(to synset: Synset) throws(HUSEError) -> [Synset] {
    var path = [synset]
    var visited: Set = [synset.offset]
    while let next = path[path.count - 1].hypernyms.first {
      guard visited.insert(next).inserted else {
        throw data.malformed(
          at: next, "has a synset that is its own hypernym", "Install the files again.")
      }
      path.append(try self.synset(at: next))
    }
    return path.reversed()
  }
}
