import ArgumentParser
import HUSE

/// The towers and the classifier of a model.
struct ModelSettings: ParsableArguments {
  @Option(help: "Widths of the image tower's hidden layers, or none. 512 by default.")
  var imageHidden: LayerWidths?

  @Option(help: "Widths of the text tower's hidden layers, or none. 512 by default.")
  var textHidden: LayerWidths?

  @Option(help: "Number of values of a tower's output. 256 by default.")
  var dimension: Int?

  @Option(
    help: """
      Share of hidden values that training sets to zero. By default from the recipe; manual: 0.15.
      """)
  var dropout: Float?

  @Option(
    help: "Share of features that training sets to zero. By default from the recipe; manual: 0.")
  var inputDropout: Float?

  @Option(help: "Scaling of image features before the tower: \(InputScaling.list).")
  var imageScaling = InputScaling.standardize

  @Option(help: "Scaling of text features before the tower: \(InputScaling.list).")
  var textScaling = InputScaling.standardize

  @Option(
    help:
      "Initialization of the weights: \(WeightInitialization.list). small by default; manual: he.")
  var initialWeights: WeightInitialization?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether a ReLU ends each tower: embeddings without negative values.")
  var rectifyOutput = false

  @Option(help: "Scale of the classifier's logits, 1 in the paper. 8 by default; manual: 16.")
  var logitScale: Float?

  @Flag(inversion: .prefixedNo, help: "Whether training learns the scale of the logits.")
  var learnLogitScale = false

  @Option(help: "Whether images and texts share one classifier: \(ClassifierSharing.list).")
  var classifiers = ClassifierSharing.shared

  func validate() throws {
    try Ranges.checkAboveZero(dimension, "dimension")
    try Ranges.check(dropout, "dropout", 0..<1, "a share in [0, 1)")
    try Ranges.check(inputDropout, "input-dropout", 0..<1, "a share in [0, 1)")
    try Ranges.check(
      logitScale, "logit-scale", Float.leastNormalMagnitude..<Float.infinity,
      "a finite number above 0")
  }
}

/// How features are scaled before a tower.
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

extension ModelSettings {
  /// Fills in the defaults for manual training.
  mutating func complete() {
    imageHidden = imageHidden ?? LayerWidths(widths: [512])
    textHidden = textHidden ?? LayerWidths(widths: [512])
    dimension = dimension ?? 256
    dropout = dropout ?? 0.15
    inputDropout = inputDropout ?? 0
    initialWeights = initialWeights ?? .he
    logitScale = logitScale ?? 16
  }

  /// An untrained model.
  func model(
    for pairs: some PairedDataset, loss: LossSettings, graph: SemanticGraph?,
    encoders: ModelEncoders?, seed: UInt64
  ) throws(HUSEError) -> SharedEmbedding {
    var settings = self
    settings.complete()
    let scalings = try FeatureScaling.standardizing(
      pairs, measuresImages: imageScaling != .none, measuresTexts: textScaling != .none)
    func tower(
      _ inputDimension: Int, _ hidden: LayerWidths?, _ scaling: FeatureScaling?, seed: UInt64
    ) throws(HUSEError) -> Tower {
      try Tower(
        inputDimension: inputDimension, hiddenDimensions: hidden?.widths ?? [],
        outputDimension: settings.dimension ?? 1, dropout: settings.dropout ?? 0,
        inputDropout: settings.inputDropout ?? 0, rectifiesOutput: rectifyOutput,
        initialization: settings.initialWeights ?? .he,
        inputScaling: scaling, seed: seed)
    }
    let scale = settings.logitScale ?? 1
    return try SharedEmbedding(
      imageTower: tower(
        pairs.imageDimension, settings.imageHidden, scalings.images.flatMap(imageScaling.scaling),
        seed: seed),
      textTower: tower(
        pairs.textDimension, settings.textHidden, scalings.texts.flatMap(textScaling.scaling),
        seed: seed &+ 1),
      classNames: pairs.classNames,
      logitScale: learnLogitScale ? .learned(scale) : .fixed(scale),
      classifierSharing: classifiers,
      similarityScale: loss.completed.contrastive > 0 ? .clip : nil, graph: graph,
      textEncoder: encoders?.text, imageEncoder: encoders?.image, seed: seed)
  }
}
