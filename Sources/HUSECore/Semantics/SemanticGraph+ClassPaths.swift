extension SemanticGraph {
  /// The distances between class paths such as `food/fruit/apple` or `shoes<boots<ankle`, the most
  /// general level first.
  ///
  /// Each level is embedded and scaled to unit length, and the levels are concatenated.
  ///
  /// A path that is shorter than the longest has zeros for the missing levels. Two paths that share
  /// their first levels are therefore close, whatever levels follow.
  ///
  /// - Throws: what the encoder throws; `HUSEError.invalidData` for an empty path.
  public init(
    classPaths: [String], encodedBy encoder: some TextEncoder
  ) throws(HUSEError) {
    var paths: [ClassPath] = []
    for path in classPaths { paths.append(try ClassPath(path)) }
    let levels = Array(Set(paths.flatMap(\.levels))).sorted()
    let features = try encoder.features(of: levels.map(ClassPath.readable)).normalizedRows
    let rowOfLevel = Dictionary(uniqueKeysWithValues: zip(levels, 0...))
    let depth = paths.map(\.levels.count).max() ?? 0
    var embeddings = Matrix(rows: paths.count, columns: depth * features.columns)
    for (row, path) in paths.enumerated() {
      for (position, level) in path.levels.enumerated() {
        guard let source = rowOfLevel[level] else { continue }
        for column in 0..<features.columns {
          embeddings[row, position * features.columns + column] = features[source, column]
        }
      }
    }
    try self.init(classEmbeddings: embeddings, classNames: classPaths)
  }

  /// The dissimilarities of classes in a taxonomy: the height of the lowest common ancestor over
  /// the height of the root.
  ///
  /// (Barz and Denzler, "Hierarchy-based image embeddings", 2019, equation 1.)
  ///
  /// - Throws: `HUSEError.invalidData` for a class that the taxonomy lacks.
  public init(classNames: [String], in taxonomy: Taxonomy) throws(HUSEError) {
    var distances = Matrix(rows: classNames.count, columns: classNames.count)
    for (row, first) in classNames.enumerated() {
      for (column, second) in classNames.enumerated() where column > row {
        let distance = try Float(taxonomy.dissimilarity(of: first, and: second))
        distances[row, column] = distance
        distances[column, row] = distance
      }
    }
    try self.init(distances: distances, classNames: classNames)
  }
}
