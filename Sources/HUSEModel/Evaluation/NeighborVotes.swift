package import HUSECore

/// Class probabilities by a vote of the nearest labelled items: the k-nearest-neighbour rule.
///
/// Features are standardised, and neighbours are those with the largest cosine. With v_c votes for
/// class c among k neighbours and K classes, p_c = (v_c + 1/K) / (k + 1). No class has probability
/// 0, so probabilities can be multiplied.
package struct NeighborVotes: Sendable {
  private let scaling: FeatureScaling
  private let items: RankedItems
  private let labels: [Int]
  private let classNames: [String]

  /// Creates a classifier from labelled items.
  ///
  /// - Parameters:
  ///   - features: `[items × dimension]`.
  ///   - labels: the class of each item.
  ///   - classNames: the names of the classes.
  /// - Throws: `HUSEError.invalidRow` for a feature that is not finite.
  /// - Precondition: there is a label for each item, and each is a class.
  package init(features: Matrix, labels: [Int], classNames: [String]) throws(HUSEError) {
    precondition(features.rows == labels.count, "\(labels.count) labels for \(features)")
    scaling = FeatureScaling(standardizing: features)
    var scaled = features
    scaling.apply(to: &scaled)
    items = RankedItems(try Embeddings(normalizing: scaled))
    self.labels = labels
    self.classNames = classNames
  }

  /// The class probabilities of features, `[rows × dimension]`.
  ///
  /// - Parameters:
  ///   - features: `[rows × dimension]`.
  ///   - neighborCount: k. All items vote if there are fewer.
  /// - Returns: class probabilities for each row.
  /// - Throws: `HUSEError.invalidRow` for a feature that is not finite.
  /// - Precondition: the features are as long as those of the items, and k is above 0.
  package func scores(of features: Matrix, neighborCount: Int) throws(HUSEError) -> ClassScores {
    precondition(features.columns == scaling.dimension, "\(features) for \(scaling.dimension)")
    precondition(neighborCount > 0, "\(neighborCount) neighbours")
    var scaled = features
    scaling.apply(to: &scaled)
    let nearest = items.ranked(for: try Embeddings(normalizing: scaled)) { _, positions in
      Array(positions.prefix(neighborCount))
    }
    let classCount = classNames.count
    var probabilities = Matrix(
      rows: features.rows, columns: classCount, repeating: 1 / Float(max(classCount, 1)))
    for (row, neighbors) in nearest.enumerated() {
      for neighbor in neighbors { probabilities[row, labels[Int(neighbor)]] += 1 }
    }
    let total = Float(min(neighborCount, labels.count) + 1)
    probabilities.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] /= total }
    }
    return ClassScores(probabilities: probabilities, classNames: classNames)
  }
}
