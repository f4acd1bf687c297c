/// The output of a model for the held-out pairs of a fold.
struct FoldOutput: Sendable {
  let labels: [Int]
  /// The share of each class in the training pairs of the model.
  let classShares: [Float]
  /// The outputs φ of the towers, by modality.
  let vectors: [Modality: Matrix]
  /// The logits of the classifier on embeddings, by modality.
  let logits: [Modality: Matrix]
  /// The logits of the regressions, for each penalty.
  let regressionLogits: [Modality: [Matrix]]

  init(of model: SharedEmbedding, on fold: HeldOutFold) throws(HUSEError) {
    labels = fold.heldOut.labels
    classShares = fold.classShares
    regressionLogits = fold.regressionLogits
    var vectors: [Modality: Matrix] = [:]
    var logits: [Modality: Matrix] = [:]
    for modality in Modality.allCases {
      let output = try model.tower(modality)(fold.heldOut.features(modality))
      vectors[modality] = output
      logits[modality] = model.classifier(modality).logits(of: output)
    }
    self.vectors = vectors
    self.logits = logits
  }
}

/// The class settings that were fitted to predictions for held-out pairs.
struct OpinionFit {
  /// The penalty by modality; empty without regressions.
  private(set) var penalties: [Modality: Float] = [:]
  private(set) var weights: [Modality: LogitWeights] = [:]
  private(set) var fusion = Fusion.product(image: 1, text: 1)
  private var penaltyIndex: [Modality: Int] = [:]

  init(_ outputs: [FoldOutput]) throws(HUSEError) {
    let labels = outputs.flatMap(\.labels)
    var pooled: [Matrix] = []
    for modality in Modality.allCases {
      let own = try Self.stacked(outputs.compactMap { $0.logits[modality] })
      var best = LogitPool([own], labels: labels)
      var sum = own.scaled(by: best.weights[0])
      weights[modality] = LogitWeights(embedding: best.weights[0], regression: 0)
      for (index, penalty) in TrainingRecipe.penalties.enumerated() {
        let parts = outputs.compactMap { $0.regressionLogits[modality]?[index] }
        guard parts.count == outputs.count, !parts.isEmpty else { continue }
        let regression = try Self.stacked(parts)
        let pool = LogitPool([own, regression], labels: labels)
        guard pool.negativeLogLikelihood < best.negativeLogLikelihood else { continue }
        best = pool
        penalties[modality] = penalty
        penaltyIndex[modality] = index
        weights[modality] = LogitWeights(embedding: pool.weights[0], regression: pool.weights[1])
        sum = own.scaled(by: pool.weights[0])
        sum.add(regression, scaledBy: pool.weights[1])
      }
      pooled.append(sum)
    }
    let powers = LogitPool(pooled, labels: labels).weights
    // With only one class there is nothing to learn, and the fusion does not matter.
    fusion = powers.contains { $0 > 0 } ? .product(image: powers[0], text: powers[1]) : fusion
  }

  /// The class probabilities of a fold's items.
  func probabilities(_ output: FoldOutput, _ modality: Modality) -> Matrix? {
    guard let own = output.logits[modality], let weights = weights[modality] else { return nil }
    var sum = own.scaled(by: weights.embedding)
    if let index = penaltyIndex[modality], let logits = output.regressionLogits[modality] {
      sum.add(logits[index], scaledBy: weights.regression)
    }
    Kernels.best.softmaxRows(of: &sum)
    return sum
  }

  private static func stacked(_ parts: [Matrix]) throws(HUSEError) -> Matrix {
    var result = Matrix(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: parts.first?.columns ?? 0)
    var row = 0
    for part in parts {
      result.assign(part, atRow: row)
      row += part.rows
    }
    return result
  }
}

extension Matrix {
  /// Every value times a factor.
  func scaled(by factor: Float) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    result.add(self, scaledBy: factor)
    return result
  }
}
