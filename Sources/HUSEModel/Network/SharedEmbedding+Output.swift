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
