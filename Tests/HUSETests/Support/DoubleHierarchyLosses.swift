import Foundation

/// The losses with a class hierarchy as plain loops in double precision over every class and every
/// level of its path.
///
/// They share no code with the library: a node is the list of its levels' names.
enum DoubleHierarchyLosses {
  static func softLabels(
    _ batch: DoubleBatch, distances: [[Double]], hardness: Double
  ) -> Double {
    let rows = batch.logits.enumerated().map { row, logits in
      let shares = distances.map { exp(-hardness * $0[batch.labels[row % batch.pairCount]]) }
      let probabilities = softmax(logits)
      return -logits.indices.reduce(0) {
        $0 + shares[$1] / shares.reduce(0, +) * log(probabilities[$1])
      }
    }
    return rows.reduce(0, +) / Double(rows.count)
  }

  /// Over class paths such as `food/fruit/apple`.
  static func hierarchicalCrossEntropy(
    _ batch: DoubleBatch, classPaths: [String], discount: Double
  ) -> Double {
    let leaves = leaves(classPaths)
    let root = root(of: leaves)
    var sum = 0.0
    for (row, logits) in batch.logits.enumerated() {
      let probabilities = softmax(logits)
      func probability(_ node: ArraySlice<String>) -> Double {
        zip(leaves, probabilities).reduce(0) { $0 + ($1.0.starts(with: node) ? $1.1 : 0) }
      }
      let path = leaves[batch.labels[row % batch.pairCount]]
      for depth in path.indices where depth >= root {
        let conditional = probability(path[...depth]) / probability(path[..<depth])
        sum -= exp(-discount * Double(depth - root)) * log(conditional)
      }
    }
    return sum / Double(batch.logits.count)
  }

  static func frame(
    _ batch: DoubleBatch, vectors: [[Double]], scale: Double, cosineShare: Double
  ) -> Double {
    var sum = 0.0
    for (row, embedding) in batch.embeddings.enumerated() {
      let label = batch.labels[row % batch.pairCount]
      let cosines = vectors.map { 1 - DoubleLosses.distance($0, embedding) }
      sum -= (1 - cosineShare) * log(softmax(cosines.map { scale * $0 })[label])
      for (cosine, vector) in zip(cosines, vectors) {
        let difference = cosine - (1 - DoubleLosses.distance(vector, vectors[label]))
        sum += cosineShare * difference * difference
      }
    }
    return sum / Double(batch.embeddings.count)
  }

  /// The levels of each class, with a leaf of its own below a class that lies above others.
  private static func leaves(_ classPaths: [String]) -> [[String]] {
    let paths = classPaths.map { $0.split(separator: "/").map(String.init) }
    return paths.map { path in
      paths.contains { $0.count > path.count && $0.starts(with: path) } ? path + ["itself"] : path
    }
  }

  /// The number of levels that all leaves share.
  private static func root(of leaves: [[String]]) -> Int {
    (0...leaves[0].count).last { count in
      leaves.allSatisfy { $0.starts(with: leaves[0][..<count]) }
    } ?? 0
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let powers = logits.map { exp($0 - (logits.max() ?? 0)) }
    return powers.map { $0 / powers.reduce(0, +) }
  }
}
