import HUSE

/// The output of a system for pairs that it has not seen.
struct SystemOutput: Sendable {
  /// The class scores of each modality.
  struct Scores: Sendable {
    let images: ClassScores
    let texts: ClassScores
  }

  let images: Embeddings
  let texts: Embeddings
  /// The class scores, or `nil` if no classifier was trained.
  let scores: Scores?
}

/// A trained system that embeds images and texts and may classify them.
protocol TrainedSystem: Sendable {
  /// How the class scores of an image and of its text are fused; `nil` if validation pairs are to
  /// choose it.
  var fusion: Fusion? { get }

  /// The output for pairs; `componentWeight` is the weight λ of the class probabilities in the
  /// embeddings, 0 for none.
  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput
}
