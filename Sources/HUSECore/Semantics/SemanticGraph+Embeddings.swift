extension SemanticGraph {
  /// Unit vectors ψ whose cosine distances are the distances of this graph, `[classes ×
  /// dimension]`.
  ///
  /// Use them with losses that pull embeddings to a fixed embedding of their class
  /// (`ProjectionLoss`, `HingeRankLoss`) when the distances come from a taxonomy instead of an
  /// encoder, as in Barz and Denzler 2019. The vectors are computed from the largest eigenvalues of
  /// 1 − A. The distances are exact up to rounding if 1 − A has no negative eigenvalue, as for
  /// the heights of a tree, and `dimension` is at least the number of classes; otherwise they are
  /// approximate.
  ///
  /// - Parameter dimension: the length of the vectors; components beyond the number of classes are
  ///   zero.
  /// - Returns: a unit vector for each class, in the order of `classNames`.
  /// - Throws: `HUSEError.invalidArgument` for a dimension below 1, `.decompositionFailed` if the
  ///   eigenvalues cannot be computed.
  public func classEmbeddings(dimension: Int) throws(HUSEError) -> Matrix {
    guard dimension > 0 else {
      throw .invalidArgument(
        name: "dimension of class embeddings", found: "\(dimension)", expected: "a number above 0")
    }
    var similarities = Matrix(rows: classCount, columns: classCount, repeating: 1)
    similarities.add(distances, scaledBy: -1)
    let decomposition = try SymmetricEigendecomposition(of: similarities)
    var embeddings = Matrix(rows: classCount, columns: dimension)
    for (column, index) in (0..<classCount).reversed().prefix(dimension).enumerated() {
      let length = max(decomposition.values[index], 0).squareRoot()
      for row in 0..<classCount {
        embeddings[row, column] = decomposition.vectors[row, index] * length
      }
    }
    return embeddings.normalizedRows
  }
}
