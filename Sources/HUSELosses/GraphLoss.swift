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
/// - Memory beyond the batch: one tile of pairs; the matrix of all pairs never exists.
/// - Choose it when class names mean something to the encoder, or a taxonomy is at hand.
public struct GraphLoss: Loss, Equatable {
  /// The distances A between the classes.
  public let graph: SemanticGraph
  /// The margin ζ on the scale of the cosine distance, in (0, 2]; above 2 all pairs are active.
  public let margin: Float

  /// Pairs are compared in tiles of this many rows and columns.
  private static let tileSize = 512

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - graph: the distances between the model's classes, in the model's order.
  ///   - margin: ζ; 0.5 and 0.8 are in use, the paper does not print its own.
  public init(_ graph: SemanticGraph, margin: Float = 0.8) {
    self.graph = graph
    self.margin = margin
  }

  /// Adds the gradient of eq. 11 to that of the embeddings.
  ///
  /// - Precondition: the graph has a class for every label of the batch.
  public func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let embeddings = batch.embeddings
    let pairs = Double(embeddings.rows) * Double(embeddings.rows)
    let starts = Array(stride(from: 0, to: embeddings.rows, by: Self.tileSize))
    func tile(at start: Int) -> Range<Int> {
      start..<min(start + Self.tileSize, embeddings.rows)
    }
    // ∂/∂φ_m meets every pair twice, as (m, n) and as (n, m).
    let factor = Float(2 * Double(scale) / max(pairs, 1))
    var sum = 0.0
    for (index, start) in starts.enumerated() {
      let rows = tile(at: start)
      for columns in starts[index...].map(tile(at:)) {
        var products = Matrix(uninitializedRows: rows.count, columns: columns.count)
        products.assignProduct(
          of: embeddings[rows: rows], and: embeddings[rows: columns], transposingSecond: true)
        let tileSum = Kernels.best.graphTile(
          &products, rowLabels: batch.labels[rows], columnLabels: batch.labels[columns],
          distances: graph.distances, margin: margin, scale: factor,
          diagonal: columns.lowerBound - rows.lowerBound
        ).sum
        gradient.embeddings.addProduct(
          of: products, and: embeddings[rows: columns], atRow: rows.lowerBound)
        if rows == columns {
          sum += tileSum
        } else {
          // The pair matrix is symmetric: the tile below the diagonal is this one transposed.
          gradient.embeddings.addProduct(
            of: products, and: embeddings[rows: rows], transposingFirst: true,
            atRow: columns.lowerBound)
          sum += 2 * tileSum
        }
      }
    }
    return LossValue(terms: [LossTerm(name: "graph", value: sum / max(pairs, 1))])
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
