import HUSE

/// What a system makes of pairs that it has not seen.
struct SystemOutput: Sendable {
  /// The class scores of each modality.
  struct Scores: Sendable {
    let images: ClassScores
    let texts: ClassScores
  }

  let images: Embeddings
  let texts: Embeddings
  /// `nil` where no classifier has learned.
  let scores: Scores?
}

/// What came of a training: it places images and texts in a space, and may know their classes.
protocol TrainedSystem: Sendable {
  /// How the class scores of an image and of its text become one; `nil` if validation pairs are to
  /// choose it.
  var fusion: Fusion? { get }

  /// What it makes of pairs.
  ///
  /// - Parameter componentWeight: λ of the class probabilities in the embeddings; 0 for none.
  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput
}
