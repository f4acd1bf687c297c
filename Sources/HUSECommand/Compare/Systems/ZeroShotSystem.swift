import HUSE

/// The space of a model of images and texts such as CLIP, untrained, and classes by their names.
struct ZeroShotSystem: TrainedSystem {
  private let classifier: ZeroShotClassifier

  var fusion: Fusion? { .product(image: 1, text: 1) }

  /// - Throws: `HUSEError.invalidArgument` without a classifier.
  init(_ classifier: ZeroShotClassifier?) throws(HUSEError) {
    guard let classifier else {
      throw .invalidArgument(
        name: "--systems", found: ComparedSystem.zeroShot.rawValue,
        expected: "systems other than it for data that was not encoded with one folder of CLIP or "
          + "SigLIP as --image-encoder and --text-encoder")
    }
    self.classifier = classifier
  }

  func output(
    of pairs: PairedFeatures, componentWeight: Float
  ) throws(HUSEError) -> SystemOutput {
    SystemOutput(
      images: try Embeddings(normalizing: pairs.images),
      texts: try Embeddings(normalizing: pairs.texts),
      scores: .init(
        images: try classifier.scores(of: pairs.images),
        texts: try classifier.scores(of: pairs.texts)))
  }
}
