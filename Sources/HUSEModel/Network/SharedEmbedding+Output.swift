/// The output of a model for the features of one modality.
public struct ModelOutput: Sendable {
  /// The embeddings, a row for each item.
  public let embeddings: Embeddings
  /// The class scores, a row for each item.
  public let scores: ClassScores
}

extension SharedEmbedding {
  /// The embeddings and class scores of image features, `[n × imageTower.inputDimension]`, in one
  /// pass.
  ///
  /// - Throws: the same errors as `embed(imageFeatures:)`.
  public func output(imageFeatures: Matrix) throws(HUSEError) -> ModelOutput {
    try output(of: imageFeatures, .image)
  }

  /// The embeddings and class scores of text features, `[n × textTower.inputDimension]`, in one
  /// pass.
  ///
  /// - Throws: the same errors as `embed(textFeatures:)`.
  public func output(textFeatures: Matrix) throws(HUSEError) -> ModelOutput {
    try output(of: textFeatures, .text)
  }

  /// The embeddings and class scores of pairs, whose features need not fit in memory.
  ///
  /// Features in files are read in blocks of rows. The result has the same bits as for the same
  /// features in memory.
  ///
  /// - Throws: the same errors as for one modality, and what reading the pairs throws.
  public func output(
    of pairs: some PairedDataset
  ) throws(HUSEError) -> (images: ModelOutput, texts: ModelOutput) {
    let (images, texts) = try rows(of: pairs, wantsScores: true)
    return (try images.output(.image), try texts.output(.text))
  }

  func output(of features: Matrix, _ modality: Modality) throws(HUSEError) -> ModelOutput {
    try rows(of: features, modality, wantsScores: true).output(modality)
  }

  /// The embeddings of features.
  func embeddings(of features: Matrix, _ modality: Modality) throws(HUSEError) -> Embeddings {
    try rows(of: features, modality, wantsScores: false).embeddings(modality)
  }

  /// The outputs of both towers for pairs, computed in blocks of rows.
  func rows(
    of pairs: some PairedDataset, wantsScores: Bool
  ) throws(HUSEError) -> (images: OutputRows, texts: OutputRows) {
    var images = OutputRows(of: self, count: pairs.count, wantsScores: wantsScores)
    var texts = images
    try pairs.forEachBlock(of: Tower.blockSize) { (imageRows, textRows, rows) throws(HUSEError) in
      try images.add(imageRows, .image, atRow: rows.lowerBound)
      try texts.add(textRows, .text, atRow: rows.lowerBound)
    }
    return (images, texts)
  }

  private func rows(
    of features: Matrix, _ modality: Modality, wantsScores: Bool
  ) throws(HUSEError) -> OutputRows {
    if let (row, column) = features.firstNonFinite {
      throw .invalidRow(
        source: "\(modality.rawValue) features", row: row, column: column,
        problem: "found \(features[row, column])", remedy: "Extract the features of that row again."
      )
    }
    var result = OutputRows(of: self, count: features.rows, wantsScores: wantsScores)
    // Features of another length are detected even if there are no rows.
    guard features.rows > 0 else {
      try result.add(features, modality, atRow: 0)
      return result
    }
    for start in stride(from: 0, to: features.rows, by: Tower.blockSize) {
      let block = features[rows: start..<min(start + Tower.blockSize, features.rows)]
      try result.add(block, modality, atRow: start)
    }
    return result
  }

  /// The tower of a modality.
  func tower(_ modality: Modality) -> Tower { modality == .image ? imageTower : textTower }

  /// The logits of items, from their features and the output of their tower.
  func logits(
    of features: Matrix, vectors: Matrix, _ modality: Modality
  ) throws(HUSEError) -> Matrix {
    let weights = opinions[modality]
    let own = classifier(modality).logits(of: vectors)
    guard weights != .paper else { return own }
    var sum = Matrix(rows: own.rows, columns: own.columns)
    sum.add(own, scaledBy: weights.embedding)
    if weights.regression > 0, let regression = opinions.regression(modality) {
      sum.add(try regression.logits(of: features), scaledBy: weights.regression)
    }
    return sum
  }
}

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
