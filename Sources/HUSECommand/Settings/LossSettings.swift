import ArgumentParser
import HUSE

/// What is made small: a sum of losses, each with its weight; 0 leaves one out.
struct LossSettings: ParsableArguments {
  @Option(help: "The weight of the classification loss.")
  var classificationWeight: Float = 0.6

  @Option(help: "The weight of the graph loss.")
  var graphWeight: Float = 0.2

  @Option(help: "The weight of the gap loss.")
  var gapWeight: Float = 0.2

  @Option(
    help: """
      The weight of the projection loss, which takes embeddings of class names: --dimension must \
      be theirs, 384 of all-MiniLM-L6-v2.
      """)
  var projectionWeight: Float = 0

  @Option(help: "The weight of the contrastive loss of CLIP, whose temperature is learned.")
  var contrastiveWeight: Float = 0

  @Option(
    help: """
      The graph loss leaves pairs alone that are farther apart, or whose classes are; above 2.0001 \
      none, and its time grows with the batch, not with its square.
      """)
  var margin: Float = 0.8

  @Option(help: "The weight of the squares of all weights of towers and classifier.")
  var l2Penalty: Float = 0

  var isAny: Bool { weights.contains { $0.1 > 0 } }

  private var weights: [(String, Float)] {
    [
      ("classification-weight", classificationWeight), ("graph-weight", graphWeight),
      ("gap-weight", gapWeight), ("projection-weight", projectionWeight),
      ("contrastive-weight", contrastiveWeight),
    ]
  }

  func validate() throws {
    for (name, weight) in weights + [("l2-penalty", l2Penalty)] {
      try Ranges.checkNotNegative(weight, name)
    }
    guard margin > 0, margin.isFinite else {
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
    if classificationWeight > 0 { losses.append(classificationWeight * ClassificationLoss()) }
    if let graph, graphWeight > 0 {
      losses.append(graphWeight * GraphLoss(graph, margin: margin))
    }
    if gapWeight > 0 { losses.append(gapWeight * GapLoss()) }
    if let classEmbeddings, projectionWeight > 0 {
      losses.append(projectionWeight * ProjectionLoss(classEmbeddings: classEmbeddings))
    }
    if contrastiveWeight > 0 {
      losses.append(contrastiveWeight * ContrastiveLoss.withLearnedScale())
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
