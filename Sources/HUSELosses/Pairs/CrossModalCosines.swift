/// The cosines of all images of a batch with all its texts, and the propagation of their gradient
/// to the embeddings.
struct CrossModalCosines {
  /// The cosines times a factor, `[N × N]`, a row for each anchor.
  let values: Matrix
  private let anchors: Matrix
  private let others: Matrix
  private let firstAnchor: Int
  private let firstOther: Int

  /// Compares the items of a modality, the anchors, with those of the other.
  init(of batch: BatchOutput, from anchors: Modality, scaledBy factor: Float = 1) {
    let pairs = batch.pairCount
    switch anchors {
    case .image:
      (firstAnchor, firstOther) = (0, pairs)
      (self.anchors, others) = (batch.imageEmbeddings, batch.textEmbeddings)
    case .text:
      (firstAnchor, firstOther) = (pairs, 0)
      (self.anchors, others) = (batch.textEmbeddings, batch.imageEmbeddings)
    }
    var values = Matrix(uninitializedRows: pairs, columns: pairs)
    values.assignProduct(
      of: self.anchors, and: others, transposingSecond: true, scaledBy: factor)
    self.values = values
  }

  /// Zeros in the shape of the cosines.
  var zeroGradient: Matrix { Matrix(rows: values.rows, columns: values.columns) }

  /// Adds up what `body` returns for each anchor; `body` writes the gradient with respect to the
  /// anchor's cosines into its row of `cosineGradient`.
  func sum(
    into cosineGradient: inout Matrix,
    _ body: (
      _ anchor: Int, _ cosines: UnsafeBufferPointer<Float>,
      _ cosineGradient: UnsafeMutableBufferPointer<Float>
    ) -> Double
  ) -> Double {
    let count = values.columns
    return cosineGradient.withUnsafeMutableBufferPointer { cosineGradient in
      values.withUnsafeBufferPointer { values in
        (0..<count).reduce(0) { sum, anchor in
          let row = anchor * count..<(anchor + 1) * count
          return sum
            + body(
              anchor, UnsafeBufferPointer(rebasing: values[row]),
              UnsafeMutableBufferPointer(rebasing: cosineGradient[row]))
        }
      }
    }
  }

  /// Adds `scale ×` the gradient of the embeddings that follows from the gradient with respect to
  /// the cosines.
  func addGradient(
    of cosineGradient: Matrix, scaledBy scale: Float, to gradient: inout BatchGradient
  ) {
    gradient.embeddings.addProduct(
      of: cosineGradient, and: others, scaledBy: scale, atRow: firstAnchor)
    gradient.embeddings.addProduct(
      of: cosineGradient, and: anchors, transposingFirst: true, scaledBy: scale, atRow: firstOther)
  }
}
