/// Rows of a model's output, filled block by block.
struct OutputRows {
  private let model: SharedEmbedding
  private var vectors: Matrix
  private var probabilities: Matrix?

  init(of model: SharedEmbedding, count: Int, wantsScores: Bool) {
    self.model = model
    vectors = Matrix(rows: count, columns: model.dimension)
    if wantsScores { probabilities = Matrix(rows: count, columns: model.classCount) }
  }

  mutating func add(
    _ features: Matrix, _ modality: Modality, atRow row: Int
  ) throws(HUSEError) {
    let own = try model.tower(modality)(features)
    guard probabilities != nil || model.classComponent != nil else {
      return vectors.assign(own, atRow: row)
    }
    let scores = ClassScores(
      logits: try model.logits(of: features, vectors: own, modality), classNames: model.classNames)
    probabilities?.assign(scores.probabilities, atRow: row)
    vectors.assign(
      model.classComponent?.appended(to: own, probabilities: scores.probabilities) ?? own,
      atRow: row)
  }

  func embeddings(_ modality: Modality) throws(HUSEError) -> Embeddings {
    // Finite features can overflow inside a tower, and weights may be damaged. NaN would be nearest
    // to everything.
    if let (row, _) = vectors.firstNonFinite {
      throw .invalidRow(
        source: "\(modality.rawValue) features", row: row, column: nil,
        problem: "has an embedding that is not finite",
        remedy: "The features are too large, or the model's weights are not finite: train it again."
      )
    }
    return Embeddings(vectors: vectors)
  }

  func output(_ modality: Modality) throws(HUSEError) -> ModelOutput {
    let embeddings = try embeddings(modality)
    return ModelOutput(
      embeddings: embeddings,
      scores: ClassScores(
        probabilities: probabilities ?? Matrix(rows: 0, columns: model.classCount),
        classNames: model.classNames))
  }
}
