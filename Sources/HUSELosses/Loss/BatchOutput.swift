public import HUSECore

/// The outputs of a model for a batch of N pairs: the input of a loss.
public struct BatchOutput: Sendable {
  /// Unit embeddings, `[2N × dimension]`: N rows of images, then N of texts in the same order.
  public let embeddings: Matrix
  /// The classifier's logits, `[2N × classes]`, in the order of `embeddings`.
  public let logits: Matrix
  /// The class of each of the 2N rows.
  public let labels: [Int32]
  /// The scale of cosines that the model learns, or `nil` if it learns none.
  public let similarityScale: SimilarityScale?
  /// The numbers that losses multiply; only some losses have products that are faster with others
  /// than `float32`.
  package let precision: Precision
  /// The division of the batch among ranks, or `nil` if this process has all of it.
  package let shard: BatchShard?

  /// The number of pairs, N.
  public var pairCount: Int { embeddings.rows / 2 }
  /// The embeddings of the images, `[N × dimension]`, without a copy.
  public var imageEmbeddings: Matrix { embeddings[rows: 0..<pairCount] }
  /// The embeddings of the texts, `[N × dimension]`, without a copy.
  public var textEmbeddings: Matrix { embeddings[rows: pairCount..<2 * pairCount] }

  /// Creates a batch from the stacked outputs of a model.
  package init(
    embeddings: Matrix, logits: Matrix, labels: [Int32], similarityScale: SimilarityScale? = nil,
    precision: Precision = .float32, shard: BatchShard? = nil
  ) {
    precondition(
      embeddings.rows == labels.count && logits.rows == labels.count && labels.count % 2 == 0,
      "\(embeddings), \(logits), \(labels.count) labels")
    self.embeddings = embeddings
    self.logits = logits
    self.labels = labels
    self.similarityScale = similarityScale
    self.precision = precision
    self.shard = shard
  }

  /// Creates a batch from the outputs for images and for texts.
  ///
  /// - Parameters:
  ///   - imageEmbeddings: unit rows, `[N × dimension]`.
  ///   - textEmbeddings: unit rows, `[N × dimension]`.
  ///   - imageLogits: `[N × classes]`.
  ///   - textLogits: `[N × classes]`.
  ///   - labels: the class of each pair, N of them in `0..<classes`.
  ///   - similarityScale: needed by losses with a learned scale.
  /// - Throws: `HUSEError.shapeMismatch` if shapes differ, `.invalidRow` for a label out of range,
  ///   `.invalidArgument` for a scale out of range.
  public init(
    imageEmbeddings: Matrix, textEmbeddings: Matrix, imageLogits: Matrix, textLogits: Matrix,
    labels: [Int], similarityScale: SimilarityScale? = nil
  ) throws(HUSEError) {
    for (matrix, columns, place) in [
      (imageEmbeddings, imageEmbeddings.columns, "image embeddings"),
      (textEmbeddings, imageEmbeddings.columns, "text embeddings"),
      (imageLogits, imageLogits.columns, "image logits"),
      (textLogits, imageLogits.columns, "text logits"),
    ] where matrix.rows != labels.count || matrix.columns != columns {
      throw .shapeMismatch(
        expected: [labels.count, columns], found: [matrix.rows, matrix.columns], in: place,
        remedy: "A batch has a row for each label, and as many columns for images as for texts.")
    }
    for (row, label) in labels.enumerated() where label < 0 || label >= imageLogits.columns {
      throw .invalidRow(
        source: "labels", row: row, column: nil,
        problem: "label \(label) is outside 0..<\(imageLogits.columns)",
        remedy: "Labels are positions in the list of class names.")
    }
    try similarityScale?.check()
    self.init(
      embeddings: try imageEmbeddings.appending(textEmbeddings),
      logits: try imageLogits.appending(textLogits), labels: (labels + labels).map(Int32.init),
      similarityScale: similarityScale)
  }

  /// The learned scale, for a loss that has no scale of its own.
  var learnedScale: SimilarityScale {
    guard let similarityScale else {
      preconditionFailure("a loss with a learned scale needs a batch with a `similarityScale`")
    }
    return similarityScale
  }
}
