public import HUSE

/// Embeddings of class names as a sentence encoder gives them: all somewhat alike, in groups of a
/// few near ones.
///
/// A vector is a mixture of three directions: one that all share, one of its group, one of its own.
/// Between groups the cosine distance is about 0.5 to 0.9, within a group 0.2 to 0.6.
public enum ClassEmbeddings {
  static let dimension = 512
  private static let groupSize = 5

  /// The class names, `class 0` and so on.
  public static func names(count: Int) -> [String] { (0..<count).map { "class \($0)" } }

  /// The vectors of `count` classes, groups in a shuffled order, `[count × 512]`.
  public static func vectors(count: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SplitMix64(seed: seed)
    let shared = Matrix.normal(rows: 1, columns: dimension, using: &generator)
    let groups = Matrix.normal(
      rows: (count - 1) / groupSize + 1, columns: dimension, using: &generator)
    let own = Matrix.normal(rows: count, columns: dimension, using: &generator)
    let order = generator.permutation(of: count)
    var vectors = Matrix(rows: count, columns: dimension)
    for position in 0..<count {
      let general = 0.35 + 0.4 * Float(generator.nextUniform())
      let rest = (1 - general * general).squareRoot()
      let grouped = rest * (0.4 + 0.5 * Float(generator.nextUniform()))
      let single = (rest * rest - grouped * grouped).squareRoot()
      for column in 0..<dimension {
        vectors[order[position], column] =
          general * shared[0, column] + grouped * groups[position / groupSize, column]
          + single * own[position, column]
      }
    }
    return vectors
  }

  /// The graph of `count` classes.
  public static func graph(count: Int) throws -> SemanticGraph {
    try SemanticGraph(classEmbeddings: vectors(count: count), classNames: names(count: count))
  }
}

extension SemanticGraph {
  /// The share of ordered pairs of labels whose classes are nearer than a margin: those that the
  /// graph loss must look at.
  public func activeShare(below margin: Float, labels: [Int]) -> Double {
    var counts = [Double](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    var active = 0.0
    for first in 0..<classCount {
      for second in 0..<classCount where self[first, second] < margin {
        active += counts[first] * counts[second]
      }
    }
    return active / Double(labels.count * labels.count)
  }
}
