/// Makes distances between embeddings follow the distances between their classes: L_graph, eq. 11.
///
/// L = 1/(2N)² Σ_m Σ_n σ_mn (d(φ_m, φ_n) − A_{y_m y_n})², over all ordered pairs of the 2N
/// embeddings of a batch, image–image, image–text and text–text; d(a, b) = 1 − a·b. An embedding
/// and itself are no pair.
///
/// - σ_mn is 1 where A < ζ and d < ζ, else 0: far classes need not be at an exact distance. It is a
///   mask: no gradient flows through it.
/// - Pulls pairs that are farther apart than their classes, as long as they are within the margin;
///   pushes pairs that are closer. This gives property 2 of the paper (semantic similarity).
/// - Value when no pair is active: 0, with a gradient of 0.
/// - Gradient flows to all embeddings.
/// - Memory beyond the batch: a tile of pairs for each thread; the matrix of all pairs never exists.
/// - Time: grows with the share of the pairs whose classes are at A < ζ, if rows of near classes lie
///   together, as a trainer puts them (`classOrder`): rectangles of such pairs take a product, and two
///   more where a pair is active. Where ζ is beyond every distance the sums factor, and time grows with
///   the batch and not with its square.
/// - Choose it when class names mean something to the encoder, or a taxonomy is at hand.
public struct GraphLoss: Loss, Equatable {
  /// The distances A between the classes.
  public let graph: SemanticGraph
  /// The margin ζ on the scale of the cosine distance, above 0; above 2.0001 all pairs are active,
  /// and the time grows with the batch and not with its square.
  public let margin: Float

  /// The largest cosine distance, with room for rounding.
  private static let largestDistance: Float = 2.0001

  /// Near classes beside each other, so that pairs of far ones can be left out together.
  public let classOrder: [Int]?

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - graph: the distances between the model's classes, in the model's order.
  ///   - margin: ζ; 0.5 and 0.8 are in use, the paper does not print its own.
  public init(_ graph: SemanticGraph, margin: Float = 0.8) {
    self.graph = graph
    self.margin = margin
    classOrder = graph.neighborOrder
  }

  /// Adds the gradient of eq. 11 to that of the embeddings.
  ///
  /// - Precondition: the graph has a class for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let count = Double(batch.embeddings.rows) * Double(batch.embeddings.rows)
    // ∂/∂φ_m meets every pair twice, as (m, n) and as (n, m).
    let factor = Float(2 * Double(scale) / max(count, 1))
    let sum: Double
    if margin > Self.largestDistance, graph.classCount <= batch.embeddings.rows {
      sum = AllPairs(
        embeddings: batch.embeddings, labels: batch.labels, distances: graph.distances
      ).accumulate(scaledBy: factor, into: &gradient.embeddings, using: &gradient.scratch)
    } else {
      sum = GraphPairs(
        embeddings: batch.embeddings, labels: batch.labels, distances: graph.distances,
        margin: margin
      ).accumulate(scaledBy: factor, into: &gradient)
    }
    return LossValue(terms: [LossTerm(name: "graph", value: sum / max(count, 1))])
  }

  /// Checks that the graph is about the model's classes and the margin is one.
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
