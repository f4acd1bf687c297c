import HUSE

extension ComparedSystem {
  /// The loss of a system; `dimension` is that of its towers and therefore of its class embeddings.
  func loss(
    _ meaning: ClassSemantics, _ settings: TrialSettings, dimension: Int
  ) throws(HUSEError) -> any Loss {
    let margin = settings("margin")
    func classEmbeddings() throws(HUSEError) -> Matrix {
      try meaning.distances.classEmbeddings(dimension: dimension)
    }
    func projection() throws(HUSEError) -> some Loss {
      settings("projectionWeight") * ProjectionLoss(classEmbeddings: try classEmbeddings())
    }
    switch self {
    case .triplet: return TripletLoss(margin: margin)
    case .cme:
      return ClassificationLoss() + settings("pairsWeight") * CosineEmbeddingLoss(margin: margin)
    case .adamine: return AdaMineLoss(margin: margin, classWeight: settings("classesWeight"))
    case .devise: return HingeRankLoss(classEmbeddings: try classEmbeddings(), margin: margin)
    case .hie: return ClassificationLoss() + (try projection())
    case .huseProjection:
      return ClassificationLoss() + (try projection()) + settings("gapWeight") * GapLoss()
    case .huseLosses:
      return ClassificationLoss()
        + settings("graphWeight") * GraphLoss(meaning.distances, margin: margin)
        + settings("gapWeight") * GapLoss()
    case .softLabels: return SoftLabelLoss(meaning.distances, hardness: settings("hardness"))
    case .hierarchicalCrossEntropy:
      return try HierarchicalCrossEntropyLoss(
        classNames: meaning.distances.classNames, in: meaning.taxonomy,
        discount: settings("discount"))
    case .haframe:
      return HierarchyFrameLoss(
        try frame(meaning, settings, dimension: dimension), scale: settings("logitScale"),
        cosineShare: settings("cosineShare"))
    case .clip: return ContrastiveLoss.withLearnedScale()
    case .siglip: return SigmoidLoss.withLearnedScale()
    case .separate, .huse, .matching, .neighbors, .cca, .zeroShot: return ClassificationLoss()
    }
  }

  /// The fixed directions of the classes.
  func frame(
    _ meaning: ClassSemantics, _ settings: TrialSettings, dimension: Int
  ) throws(HUSEError) -> HierarchyFrame {
    try HierarchyFrame(meaning.distances, dimension: dimension, decay: settings("decay"))
  }
}
