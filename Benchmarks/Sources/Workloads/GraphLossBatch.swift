public import HUSE

/// A batch for the graph loss alone: embeddings that lie half at their class, half at random, in
/// the order of classes in which `Trainer` hands batches to the loss.
public struct GraphLossBatch: Sendable {
  /// What the loss takes.
  public let batch: BatchOutput
  /// The distances of the classes.
  public let graph: SemanticGraph
  private var gradient: BatchGradient

  /// Makes a batch of `batchSize` pairs of images and texts.
  public init(batchSize: Int) throws {
    graph = try ClassEmbeddings.graph(count: PaperLabels.classCount)
    let classes = ClassEmbeddings.vectors(count: PaperLabels.classCount)
    let order = graph.neighborOrder
    let labels = PaperLabels.uniform(count: batchSize).sorted { order[$0] < order[$1] }
    var generator = SplitMix64(seed: 8)
    func embeddings() throws -> Matrix {
      var rows = Matrix.normal(rows: batchSize, columns: classes.columns, using: &generator)
      for (row, label) in labels.enumerated() {
        for column in 0..<rows.columns { rows[row, column] += classes[label, column] }
      }
      return try Embeddings(normalizing: rows).vectors
    }
    let logits = Matrix(rows: batchSize, columns: PaperLabels.classCount)
    batch = try BatchOutput(
      imageEmbeddings: embeddings(), textEmbeddings: embeddings(), imageLogits: logits,
      textLogits: logits, labels: labels)
    gradient = BatchGradient(like: batch)
  }

  /// Computes the loss and its gradient once.
  public mutating func accumulate(margin: Float) -> LossValue {
    GraphLoss(graph, margin: margin).accumulate(batch, scaledBy: 1, into: &gradient)
  }

  /// The share of the pairs whose classes are nearer than the margin.
  public func activeShare(below margin: Float) -> Double {
    graph.activeShare(below: margin, labels: batch.labels.map(Int.init))
  }
}
