import Foundation

/// Fixed directions for classes: close for close classes, otherwise as far apart as possible.
///
/// The cosine of the directions of two classes is
///
/// S = (1 − s) exp(−γ d / d_max) + s,
///
/// where d is their distance in a graph and d_max is the largest distance. s, at least −1, is the
/// smallest number for which vectors with these cosines exist. Without close classes, for a large
/// γ, it is −1/(classes − 1), and the directions are the corners of a simplex.
///
/// ```swift
/// let graph = try SemanticGraph(classNames: names, in: taxonomy)
/// let frame = try HierarchyFrame(graph, dimension: 256)
/// ```
///
/// The authors' code takes the smallest of a hundred candidates for s. Here it is exact:
/// −t/(1 − t) with t = 1 / (1ᵀE⁻¹1), E = exp(−γ d / d_max). Their code also rotates the
/// directions at random, which does not change the cosines.
///
/// - Source: Liang and Davis, "Inducing Neural Collapse to a Fixed Hierarchy-Aware Frame for
///   Reducing Mistake Severity", 2023.
public struct HierarchyFrame: Sendable, Equatable {
  /// The names of the classes, in the order of the rows.
  public let classNames: [String]
  /// Unit vectors, `[classes × dimension]`.
  public let vectors: Matrix

  /// Computes the directions.
  ///
  /// Time: grows with the cube of the number of classes.
  ///
  /// - Parameters:
  ///   - graph: the distances between the classes.
  ///   - dimension: the length of the vectors. If it is at least the number of classes, their
  ///     cosines are S up to rounding; otherwise only the largest eigenvalues are kept, and the
  ///     cosines are approximate.
  ///   - decay: γ, above 0; the larger it is, the farther apart close classes are. 1 to 5 in the
  ///     authors' experiments.
  /// - Throws: `HUSEError.invalidArgument` for a decay that is not a finite number above 0 or a
  ///   dimension below 1, `.decompositionFailed` if the eigenvalues cannot be computed.
  public init(_ graph: SemanticGraph, dimension: Int, decay: Float = 3) throws(HUSEError) {
    try LossArgument.check(decay, named: "decay of the hierarchy frame")
    var similarities = Self.affinities(of: graph, decay: decay)
    let smallest = try Self.smallestSimilarity(similarities)
    // Replaces E by 1 − S in place.
    similarities.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = (1 - smallest) * (1 - values[index]) }
    }
    let distances = try SemanticGraph(distances: similarities, classNames: graph.classNames)
    self.init(
      classNames: graph.classNames, vectors: try distances.classEmbeddings(dimension: dimension))
  }

  /// Creates a frame from vectors of unit length.
  package init(classNames: [String], vectors: Matrix) {
    precondition(vectors.rows == classNames.count, "\(vectors) for \(classNames.count) classes")
    self.classNames = classNames
    self.vectors = vectors
  }

  /// The matrix E.
  private static func affinities(of graph: SemanticGraph, decay: Float) -> Matrix {
    var affinities = graph.distances
    affinities.withUnsafeMutableBufferPointer { values in
      let largest = values.max() ?? 0
      for index in values.indices {
        values[index] = largest > 0 ? exp(-decay * values[index] / largest) : 1
      }
    }
    return affinities
  }

  /// The value s: (1 − s) E + s has no negative eigenvalue if −s/(1 − s) is at most
  /// 1 / (1ᵀE⁻¹1).
  private static func smallestSimilarity(_ affinities: Matrix) throws(HUSEError) -> Float {
    let decomposition = try SymmetricEigendecomposition(of: affinities)
    var sums = Matrix(rows: 1, columns: affinities.columns)
    Kernels.best.sumColumns(of: decomposition.vectors, into: &sums)
    // For classes at distance 0 an eigenvalue is 0, and so is the sum of its vector.
    let floor = 1e-6 * Double(decomposition.values.last ?? 1)
    let inverse = zip(sums.values, decomposition.values).reduce(0.0) { total, pair in
      total + Double(pair.0) * Double(pair.0) / max(Double(pair.1), floor)
    }
    let share = 1 / max(inverse, 1)
    return share < 0.5 ? Float(-share / (1 - share)) : -1
  }
}
