import ArgumentParser
import HUSE

/// What is minimised: a sum of losses, each with its weight; 0 removes one.
struct LossSettings: ParsableArguments {
  @Option(help: "The weight of the classification loss. 1 by default; manual: 0.6.")
  var classificationWeight: Float?

  @Option(help: "The weight of the graph loss. 5 by default; manual: 0.2.")
  var graphWeight: Float?

  @Option(help: "The weight of the gap loss. 0.2 by default.")
  var gapWeight: Float?

  @Option(
    help: """
      The weight of the projection loss, which takes embeddings of class names: --dimension must \
      be theirs, 384 of all-MiniLM-L6-v2.
      """)
  var projectionWeight: Float = 0

  @Option(
    help: """
      The weight of the contrastive loss of CLIP. By the recipe, with a temperature of 0.1; \
      manual: 0, with a temperature that is learned.
      """)
  var contrastiveWeight: Float?

  @Option(
    help: """
      The graph loss leaves pairs alone that are farther apart, or whose classes are; above 2.0001 \
      none, and its time grows with the batch, not with its square. 2.1 by default; manual: 0.8.
      """)
  var margin: Float?

  @Option(help: "The weight of the squares of all weights of towers and classifier.")
  var l2Penalty: Float = 0

  /// Whether a training by hand has a loss at all.
  var isAny: Bool {
    let weights = completed
    return [
      weights.classification, weights.graph, weights.gap, projectionWeight, weights.contrastive,
    ].contains { $0 > 0 }
  }

  /// The weights and the margin of a training by hand.
  var completed:
    (classification: Float, graph: Float, gap: Float, contrastive: Float, margin: Float)
  {
    (
      classificationWeight ?? 0.6, graphWeight ?? 0.2, gapWeight ?? 0.2, contrastiveWeight ?? 0,
      margin ?? 0.8
    )
  }

  /// Fills in what a training by hand has that is told nothing.
  mutating func complete() {
    (classificationWeight, graphWeight, gapWeight, contrastiveWeight, margin) = completed
  }

  func validate() throws {
    for (name, weight) in [
      ("classification-weight", classificationWeight), ("graph-weight", graphWeight),
      ("gap-weight", gapWeight), ("projection-weight", projectionWeight),
      ("contrastive-weight", contrastiveWeight), ("l2-penalty", l2Penalty),
    ] {
      try Ranges.checkNotNegative(weight, name)
    }
    if let margin, !(margin > 0 && margin.isFinite) {
      throw ValidationError("margin: expected a number above 0, found \(margin).")
    }
  }
}

extension LossSettings {
  /// The sum of the losses.
  ///
  /// - Parameters:
  ///   - graph: the distances of the classes, if the graph loss has a weight.
  ///   - classEmbeddings: the embeddings of the class names, if the projection loss has one.
  func loss(graph: SemanticGraph?, classEmbeddings: Matrix?) -> any Loss {
    var losses: [any Loss] = []
    let weights = completed
    if weights.classification > 0 { losses.append(weights.classification * ClassificationLoss()) }
    if let graph, weights.graph > 0 {
      losses.append(weights.graph * GraphLoss(graph, margin: weights.margin))
    }
    if weights.gap > 0 { losses.append(weights.gap * GapLoss()) }
    if let classEmbeddings, projectionWeight > 0 {
      losses.append(projectionWeight * ProjectionLoss(classEmbeddings: classEmbeddings))
    }
    if weights.contrastive > 0 {
      losses.append(weights.contrastive * ContrastiveLoss.withLearnedScale())
    }
    var sum = losses[0]
    for loss in losses.dropFirst() { sum = Self.sum(sum, loss) }
    return sum
  }

  private static func sum(_ first: some Loss, _ second: some Loss) -> any Loss { first + second }

  /// The penalty of a model's weights.
  func penalty(of model: SharedEmbedding) -> L2Penalty? {
    l2Penalty > 0 ? .allLayers(l2Penalty, of: model) : nil
  }
}
