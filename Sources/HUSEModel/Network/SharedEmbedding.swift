/// The model of the paper: two towers that embed images and texts on one unit sphere, and a
/// classifier.
///
/// ```swift
/// let model = try SharedEmbedding(contentsOf: file)
/// let query = try model.embed(text: "thin-crust pizza with basil")
/// let matches = try index.nearest(5, to: query)
/// ```
///
/// It is a value type: training changes it in place (`trainer.train(&model, …)`), a copy is
/// independent, and any number of tasks can embed with the same model at once.
public struct SharedEmbedding: Sendable {
  /// The tower φ_I, from image features to embeddings.
  public internal(set) var imageTower: Tower
  /// The tower φ_T, from text features to embeddings.
  public internal(set) var textTower: Tower
  /// The classifier that both towers share (equation 6), or the classifier of images if texts have
  /// their own.
  public internal(set) var classifier: Classifier
  /// The classifier of texts; `nil` if both towers share one.
  public internal(set) var textClassifier: Classifier?
  /// The parameters log t and b of the similarity scale, or `nil` if none is learned.
  var similarity: LearnedSimilarity?
  /// The names of the classes, in the order of the classifier's columns.
  public let classNames: [String]
  /// The distances between the classes that training used, kept with the model.
  public let graph: SemanticGraph?
  /// The encoder that turns texts into features for the text tower.
  public let textEncoder: (any TextEncoder)?
  /// The encoder that turns images into features for the image tower.
  public let imageEncoder: (any ImageEncoder)?
  /// The regressions, factors and fusion behind the class probabilities.
  public internal(set) var opinions = ClassOpinions()
  /// The part of an embedding that holds the predicted classes.
  ///
  /// It is `nil` for the paper's embedding, which is the output of a tower.
  public internal(set) var classComponent: ClassComponent?
  /// The recipe that trained the model; `nil` if it was trained without one.
  public internal(set) var recipe: TrainingRecipe?

  /// The length of an embedding: the towers' D plus the length of the class component.
  public var dimension: Int { towerDimension + (classComponent?.dimension ?? 0) }
  /// The length D of a tower's output.
  public var towerDimension: Int { imageTower.outputDimension }
  /// The number of classes, K.
  public var classCount: Int { classNames.count }
  /// The scale of cosines that is learned with the weights; `nil` if there is none.
  public var similarityScale: SimilarityScale? { similarity?.value }

  /// Creates a model that has not been trained.
  ///
  /// - Parameters:
  ///   - imageTower: the tower for image features.
  ///   - textTower: the tower for text features; its output must have the same dimension as the
  ///     image tower's.
  ///   - classNames: one name for each class, all different.
  ///   - logitScale: the scale of the classifier's logits. With 16, a few hundred steps achieve
  ///     what takes a hundred thousand with the paper's `.fixed(1)`.
  ///   - classifierSharing: whether images and texts share a classifier; with two classifiers, each
  ///     learns its own scale.
  ///   - similarityScale: the initial value of the scale of cosines that is learned with
  ///     `ContrastiveLoss.withLearnedScale()` (`.clip`) or `SigmoidLoss.withLearnedScale()`
  ///     (`.sigLIP`); it is at most 100. Embeddings do not depend on it.
  ///   - graph: stored with the model; a loss has its own graph.
  ///   - textEncoder: the encoder of the text features, for `embed(text:)`. `write(to:)` stores it,
  ///     unless `includingEncoders` is false.
  ///   - imageEncoder: the encoder of the image features, for `embed(image:)`.
  ///   - seed: the seed of the classifiers' weights.
  /// - Throws: `HUSEError.shapeMismatch` if the towers have different output dimensions, or if an
  ///   encoder produces features of a different length than its tower accepts, `.invalidData` if
  ///   class names are missing or duplicated, or if the graph has different classes,
  ///   `.invalidArgument` for a scale out of its range.
  public init(
    imageTower: Tower, textTower: Tower, classNames: [String],
    logitScale: LogitScale = .fixed(16), classifierSharing: ClassifierSharing = .shared,
    similarityScale: SimilarityScale? = nil, graph: SemanticGraph? = nil,
    textEncoder: (any TextEncoder)? = nil, imageEncoder: (any ImageEncoder)? = nil,
    seed: UInt64 = 0
  ) throws(HUSEError) {
    guard logitScale.value.isFinite, logitScale.value > 0 else {
      throw .invalidArgument(
        name: "logitScale", found: "\(logitScale.value)", expected: "a number above 0")
    }
    try MemoryLimit.check(
      rows: imageTower.outputDimension, columns: classNames.count, copies: 4,
      name: "weights of the classifier")
    func classifier(seed: UInt64) -> Classifier {
      Classifier(
        dimension: imageTower.outputDimension, classCount: classNames.count,
        logitScale: logitScale, seed: seed)
    }
    try self.init(
      imageTower: imageTower, textTower: textTower, classifier: classifier(seed: seed),
      textClassifier: classifierSharing == .shared ? nil : classifier(seed: seed &+ 1),
      similarity: similarityScale.map(LearnedSimilarity.init), classNames: classNames, graph: graph,
      textEncoder: textEncoder, imageEncoder: imageEncoder)
  }

  init(
    imageTower: Tower, textTower: Tower, classifier: Classifier, textClassifier: Classifier?,
    similarity: LearnedSimilarity?, classNames: [String], graph: SemanticGraph?,
    textEncoder: (any TextEncoder)?, imageEncoder: (any ImageEncoder)?
  ) throws(HUSEError) {
    guard imageTower.outputDimension == textTower.outputDimension else {
      throw .shapeMismatch(
        expected: [imageTower.outputDimension], found: [textTower.outputDimension],
        in: "text tower output", remedy: "Both towers must end in the same dimension.")
    }
    try Self.check(classNames: classNames)
    if let textEncoder, textEncoder.dimension != textTower.inputDimension {
      throw .shapeMismatch(
        expected: [textTower.inputDimension], found: [textEncoder.dimension],
        in: "features of the text encoder",
        remedy: "Train the text tower on features of this encoder.")
    }
    if let imageEncoder, imageEncoder.dimension != imageTower.inputDimension {
      throw .shapeMismatch(
        expected: [imageTower.inputDimension], found: [imageEncoder.dimension],
        in: "features of the image encoder",
        remedy: "Train the image tower on features of this encoder.")
    }
    if let graph, graph.classNames != classNames {
      throw .invalidData(
        source: "semantic graph", problem: "is about other classes than the model",
        remedy: "Build the graph from the model's class names, in their order.")
    }
    self.imageTower = imageTower
    self.textTower = textTower
    self.classifier = classifier
    self.textClassifier = textClassifier
    self.similarity = similarity
    self.classNames = classNames
    self.graph = graph
    self.textEncoder = textEncoder
    self.imageEncoder = imageEncoder
  }

  /// A copy of this model with other encoders, for example for the model of a checkpoint, which has
  /// none.
  ///
  /// - Parameters:
  ///   - textEncoder: the encoder of the text features that the model was trained on.
  ///   - imageEncoder: the encoder of the image features that the model was trained on.
  /// - Returns: a model with the same weights.
  /// - Throws: `HUSEError.shapeMismatch` if an encoder produces features of a different length than
  ///   its tower accepts.
  public func with(
    textEncoder: (any TextEncoder)?, imageEncoder: (any ImageEncoder)?
  ) throws(HUSEError) -> SharedEmbedding {
    var result = try SharedEmbedding(
      imageTower: imageTower, textTower: textTower, classifier: classifier,
      textClassifier: textClassifier, similarity: similarity, classNames: classNames, graph: graph,
      textEncoder: textEncoder, imageEncoder: imageEncoder)
    result.opinions = opinions
    result.classComponent = classComponent
    result.recipe = recipe
    return result
  }

  private static func check(classNames: [String]) throws(HUSEError) {
    guard !classNames.isEmpty else {
      throw .invalidData(
        source: "class names", problem: "there are none", remedy: "Name at least one class.")
    }
    var seen: Set<String> = []
    for name in classNames where !seen.insert(name).inserted {
      throw .invalidData(
        source: "class names", problem: "'\(name)' is duplicated", remedy: "Name each class once.")
    }
  }
}
