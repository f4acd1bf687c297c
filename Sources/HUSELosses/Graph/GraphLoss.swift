/// Makes distances between embeddings follow those between their classes: L_graph, equation 11.
///
/// L = 1/(2N)² Σ_m Σ_n σ_mn (d(φ_m, φ_n) − A_{y_m y_n})², over all ordered pairs of the 2N
/// embeddings of a batch: image–image, image–text and text–text; d(a, b) = 1 − a·b. An
/// embedding is not paired with itself.
///
/// - σ_mn is 1 if A < ζ and d < ζ, else 0: distant classes need not have an exact distance. It
///   is a mask: no gradient flows through it.
/// - Pulls pairs that are farther apart than their classes, as long as they are within the margin;
///   pushes pairs that are closer. This gives property 2 of the paper (semantic similarity).
/// - Value when no pair is active: 0, with a gradient of 0.
/// - Gradient flows to all embeddings.
/// - Memory in addition to the batch: a tile of pairs for each thread. The matrix of all pairs
///   never exists. With several ranks also the gradient of the embeddings, several times over.
/// - Time: grows with the share of pairs whose classes have A < ζ, if rows of close classes are
///   adjacent; the trainer sorts them by `SemanticGraph.neighborOrder`. A rectangle of such pairs
///   takes one product, and two more if a pair is active. If ζ is larger than every distance, the
///   sums factor and the time grows with the batch size instead of its square.
/// - Choose it if the class names are meaningful to the encoder, or if there is a taxonomy.
public struct GraphLoss: ClassOrderedLoss, Equatable {
  /// The distances A between the classes.
  public let graph: SemanticGraph
  /// The margin ζ on the scale of the cosine distance, above 0.
  ///
  /// Above 2.0001 all pairs are active, and the time grows with the batch size instead of its
  /// square.
  public let margin: Float

  /// The largest cosine distance, with room for rounding.
  private static let largestDistance: Float = 2.0001

  /// An order in which close classes are adjacent, so that pairs of distant classes can be skipped
  /// together.
  package let classOrder: [Int]?

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - graph: the distances between the model's classes, in the model's order.
  ///   - margin: ζ; 0.5 and 0.8 are common values. The paper does not state the one that it uses.
  public init(_ graph: SemanticGraph, margin: Float = 0.8) {
    self.graph = graph
    self.margin = margin
    classOrder = graph.neighborOrder
  }

  /// Adds the gradient of equation 11 to that of the embeddings.
  ///
  /// - Precondition: the graph has a class for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let count = Double(batch.embeddings.rows) * Double(batch.embeddings.rows)
    // ∂/∂φ_m contains every pair twice, as (m, n) and as (n, m).
    let factor = Float(2 * Double(scale) / max(count, 1))
    let sum: Double
    if margin > Self.largestDistance, graph.classCount <= batch.embeddings.rows {
      let error = UnmaskedPairwiseError(
        embeddings: batch.embeddings, labels: batch.labels, distances: graph.distances)
      sum =
        if let shard = batch.shard {
          error.accumulate(scaledBy: factor, into: &gradient, sharing: shard)
        } else {
          error.accumulate(
            scaledBy: factor, into: &gradient.embeddings, using: &gradient.scratch)
        }
    } else {
      let error = MaskedPairwiseError(
        embeddings: batch.embeddings, labels: batch.labels, distances: graph.distances,
        margin: margin, precision: batch.precision)
      sum =
        if let shard = batch.shard {
          error.accumulate(scaledBy: factor, into: &gradient, sharing: shard)
        } else {
          error.accumulate(scaledBy: factor, into: &gradient)
        }
    }
    return LossValue(terms: [LossTerm(name: "graph", value: sum / max(count, 1))])
  }

  /// Checks that the graph has the model's classes and that the margin is valid.
  public func check(classNames: [String], dimension: Int) throws(HUSEError) {
    guard margin > 0 else {
      throw .invalidArgument(
        name: "margin of the graph loss", found: "\(margin)", expected: "a number above 0")
    }
    guard graph.classNames == classNames else {
      let difference = zip(graph.classNames, classNames).first { $0 != $1 }
      throw .invalidData(
        source: "semantic graph",
        problem: difference.map { "has class '\($0)' where the model has '\($1)'" }
          ?? "has \(graph.classCount) classes, the model \(classNames.count)",
        remedy: "Build the graph from the model's class names, in their order.")
    }
  }
}
