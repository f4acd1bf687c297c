import ArgumentParser
import HUSE

/// The weights of the losses whose sum is minimised; a weight of 0 removes a loss.
struct LossSettings: ParsableArguments {
  @Option(help: "Weight of the classification loss. 1 by default; manual: 0.6.")
  var classificationWeight: Float?

  @Option(help: "Weight of the graph loss. 5 by default; manual: 0.2.")
  var graphWeight: Float?

  @Option(help: "Weight of the gap loss. 0.2 by default.")
  var gapWeight: Float?

  @Option(
    help: """
      Weight of the projection loss. It uses the embeddings of class names, whose dimension \
      --dimension must be: 384 for all-MiniLM-L6-v2.
      """)
  var projectionWeight: Float = 0

  @Option(
    help: """
      Weight of the contrastive loss of CLIP. By default from the recipe, with a temperature of \
      0.1; manual: 0, with a learned temperature.
      """)
  var contrastiveWeight: Float?

  @Option(
    help: """
      Distance above which the graph loss ignores two embeddings, or two classes. Above 2.0001 it \
      ignores none, and its time is linear in the batch size, not quadratic. 2.1 by default; \
      manual: 0.8.
      """)
  var margin: Float?

  @Option(help: "Weight of the sum of the squared weights of towers and classifier.")
  var l2Penalty: Float = 0

  /// Whether any loss of manual training has a weight.
  var isAny: Bool {
    let weights = completed
    return [
      weights.classification, weights.graph, weights.gap, projectionWeight, weights.contrastive,
    ].contains { $0 > 0 }
  }

  /// The weights and the margin for manual training.
  var completed:
    (classification: Float, graph: Float, gap: Float, contrastive: Float, margin: Float)
  {
    (
      classificationWeight ?? 0.6, graphWeight ?? 0.2, gapWeight ?? 0.2, contrastiveWeight ?? 0,
      margin ?? 0.8
    )
  }

  /// Fills in the defaults for manual training.
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
  /// If they have a weight, the graph loss needs `graph` and the projection loss needs the
  /// embeddings of the class names.
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

  /// The penalty on a model's weights; `nil` for none.
  func penalty(of model: SharedEmbedding) -> L2Penalty? {
    l2Penalty > 0 ? .allLayers(l2Penalty, of: model) : nil
  }
}
