/// Chooses the class component with the best retrieval among held-out items.
struct ComponentChoice {
  private(set) var weight: Float
  private(set) var blend: Float
  private(set) var score: RetrievalScore

  private static let weights: [Float] = [0, 0.4, 0.6, 0.8, 1.1, 1.5, 2, 3]
  private static let blends: [Float] = [0, 0.3, 0.6, 1]

  /// Tries weights and blends; the values in `recipe` are replaced only by clearly better ones.
  init(
    _ outputs: [FoldOutput], opinions: OpinionFit, graph: SemanticGraph?, recipe: TrainingRecipe
  ) throws(HUSEError) {
    (weight, blend) = (recipe.classes.componentWeight, recipe.classes.componentBlend)
    let classCount = outputs.first?.logits[.image]?.columns ?? 0
    let shares = outputs.reduce(into: [Float](repeating: 0, count: classCount)) { sum, output in
      for (label, share) in output.classShares.enumerated() {
        sum[label] += share / Float(outputs.count)
      }
    }
    func measured(_ weight: Float, _ blend: Float) throws(HUSEError) -> RetrievalScore {
      let component =
        weight > 0
        ? try ClassComponent(
          weight: weight, classCount: classCount, graph: graph, blend: blend, classShares: shares)
        : nil
      return Self.score(outputs, opinions: opinions, component: component, graph: graph)
    }
    score = try measured(weight, blend)
    guard classCount > 1 else { return }
    var best = (weight: weight, blend: blend, score: score)
    for blend in graph == nil ? [1] : Self.blends {
      for weight in Self.weights where weight > 0 || blend == 1 {
        let found = try measured(weight, blend)
        if found.mean > best.score.mean { best = (weight, blend, found) }
      }
    }
    if best.score.isAbove(score, byStandardErrors: 1) { (weight, blend, score) = best }
  }

  /// The retrieval score of items with a class component.
  static func score(
    _ outputs: [FoldOutput], opinions: OpinionFit, component: ClassComponent?,
    graph: SemanticGraph?
  ) -> RetrievalScore {
    var result = RetrievalScore()
    for output in outputs {
      func embeddings(_ modality: Modality) -> Matrix {
        let own = output.vectors[modality] ?? Matrix(rows: 0, columns: 0)
        guard let component, let probabilities = opinions.probabilities(output, modality) else {
          return own
        }
        return component.appended(to: own, probabilities: probabilities)
      }
      result.add(
        images: embeddings(.image), texts: embeddings(.text), labels: output.labels, graph: graph)
    }
    return result
  }
}
