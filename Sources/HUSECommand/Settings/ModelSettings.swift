import ArgumentParser
import HUSE

/// What a model looks like.
struct ModelSettings: ParsableArguments {
  @Option(help: "The widths of the image tower's hidden layers, or none.")
  var imageHidden = LayerWidths(widths: [512])

  @Option(help: "The widths of the text tower's hidden layers, or none.")
  var textHidden = LayerWidths(widths: [512])

  @Option(help: "The length of an embedding.")
  var dimension = 256

  @Option(help: "The share of hidden values that training sets to zero.")
  var dropout: Float = 0.15

  @Option(help: "What is done to image features first: \(InputScaling.list).")
  var imageScaling = InputScaling.standardize

  @Option(help: "What is done to text features first: \(InputScaling.list).")
  var textScaling = InputScaling.standardize

  @Option(help: "How weights are drawn: \(InitialWeights.list).")
  var initialWeights = InitialWeights.he

  @Flag(inversion: .prefixedNo, help: "Whether embeddings have no negative values.")
  var rectifyOutput = false

  @Option(help: "The scale of the classifier's logits; 1 in the paper.")
  var logitScale: Float = 16

  @Flag(inversion: .prefixedNo, help: "Whether the scale is learned with the weights.")
  var learnLogitScale = false

  @Option(help: "Whether images and texts have one classifier: \(Classifiers.list).")
  var classifiers = Classifiers.shared

  func validate() throws {
    try Ranges.checkAboveZero(dimension, "dimension")
    try Ranges.check(dropout, "dropout", 0..<1, "a share in [0, 1)")
    try Ranges.check(
      logitScale, "logit-scale", Float.leastNormalMagnitude..<Float.infinity,
      "a finite number above 0")
  }
}

/// What is done to features before a tower.
enum InputScaling: String, CaseIterable, ExpressibleByArgument {
  case standardize, center, none

  func scaling(of standardizing: FeatureScaling) -> FeatureScaling? {
    switch self {
    case .standardize: standardizing
    case .center: standardizing.centering
    case .none: nil
    }
  }
}

/// How weights are drawn.
enum InitialWeights: String, CaseIterable, ExpressibleByArgument {
  case he, glorot
}

/// Whether towers share a classifier.
enum Classifiers: String, CaseIterable, ExpressibleByArgument {
  case shared, separate
}

extension ModelSettings {
  /// A model that has not been trained.
  func model(
    for pairs: some TrainingPairs, loss: LossSettings, graph: SemanticGraph?, encoders: Encoders?,
    seed: UInt64
  ) throws(HUSEError) -> SharedEmbedding {
    let scalings = try FeatureScaling.standardizing(
      pairs, measuresImages: imageScaling != .none, measuresTexts: textScaling != .none)
    func tower(
      _ inputDimension: Int, _ hidden: LayerWidths, _ scaling: FeatureScaling?, seed: UInt64
    ) throws(HUSEError) -> Tower {
      try Tower(
        inputDimension: inputDimension, hiddenDimensions: hidden.widths,
        outputDimension: dimension, dropout: dropout, rectifiesOutput: rectifyOutput,
        initialization: initialWeights == .he ? .he : .glorot,
        inputScaling: scaling, seed: seed)
    }
    return try SharedEmbedding(
      imageTower: tower(
        pairs.imageDimension, imageHidden, scalings.images.flatMap(imageScaling.scaling),
        seed: seed),
      textTower: tower(
        pairs.textDimension, textHidden, scalings.texts.flatMap(textScaling.scaling),
        seed: seed &+ 1),
      classNames: pairs.classNames,
      logitScale: learnLogitScale ? .learned(logitScale) : .fixed(logitScale),
      classifierSharing: classifiers == .shared ? .shared : .separate,
      similarityScale: loss.contrastiveWeight > 0 ? .clip : nil, graph: graph,
      textEncoder: encoders?.text, imageEncoder: encoders?.image, seed: seed)
  }
}
