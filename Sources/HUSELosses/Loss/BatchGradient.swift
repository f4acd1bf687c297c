public import HUSECore

/// The gradient of a loss with respect to a `BatchOutput`; losses add to it.
public struct BatchGradient: Sendable {
  /// ∂L/∂embeddings, `[2N × dimension]`.
  public var embeddings: Matrix
  /// ∂L/∂logits, `[2N × classes]`.
  public var logits: Matrix
  /// ∂L/∂log t of the similarity scale.
  public var similarityLogScale: Float = 0
  /// ∂L/∂b of the similarity scale.
  public var similarityBias: Float = 0
  /// The error of an exchange with other ranks, after which the gradient is not valid.
  package var failure: HUSEError?
  /// Memory that losses reuse from step to step.
  package var scratch = BufferPool()
  /// Memory of the graph loss, for each thread.
  var tiles: [TileBlocks] = []
  /// Memory of the graph loss for sums that ranks share.
  var moments: ShardedMoments?
  /// Memory of the graph loss for pairs that ranks share.
  var sharedPairs: SharedPairs?
  /// Memory of the graph loss for embeddings in bfloat16.
  var rounded: RoundedEmbeddings?

  /// Creates zeros in the shapes of a batch.
  public init(like batch: BatchOutput) {
    embeddings = Matrix(rows: batch.embeddings.rows, columns: batch.embeddings.columns)
    logits = Matrix(rows: batch.logits.rows, columns: batch.logits.columns)
  }

  /// Creates zeros in the given shapes.
  package init(rows: Int, dimension: Int, classCount: Int) {
    embeddings = Matrix(rows: rows, columns: dimension)
    logits = Matrix(rows: rows, columns: classCount)
  }

  /// Discards the gradients that losses have added, and a failure.
  package mutating func setToZero() {
    embeddings.setToZero()
    logits.setToZero()
    similarityLogScale = 0
    similarityBias = 0
    failure = nil
  }
}
