/// Two towers into one unit sphere, with a classifier on top that both share: the model of the
/// paper.
///
/// ```swift
/// let model = try SharedEmbedding(contentsOf: file)
/// let query = try model.embed(text: "thin-crust pizza with basil")
/// let matches = try index.nearest(5, to: query)
/// ```
///
/// A value: training changes it in place (`trainer.train(&model, …)`), a copy is independent, and
/// any number of tasks may embed with the same model at once.
public struct SharedEmbedding: Sendable {
  /// φ_I, from image features to embeddings.
  public internal(set) var imageTower: Tower
  /// φ_T, from text features to embeddings.
  public internal(set) var textTower: Tower
  /// The classifier that both towers share, eq. 6; that of images where texts have their own.
  public internal(set) var classifier: Classifier
  /// The classifier of texts, `nil` where both towers share one.
  public internal(set) var textClassifier: Classifier?
  /// log t and b of the similarity scale, `nil` where none is learned.
  var similarity: LearnedSimilarity?
  /// The names of the classes, in the order of the classifier's columns.
  public let classNames: [String]
  /// The distances between the classes that training used, kept with the model.
  public let graph: SemanticGraph?
  /// What turns texts into the features that the text tower takes.
  public let textEncoder: (any TextEncoder)?
  /// What turns pictures into the features that the image tower takes.
  public let imageEncoder: (any ImageEncoder)?
  /// What beside the towers knows of classes, and how sure the model is of them.
  public internal(set) var opinions = ClassOpinions()
  /// The part of an embedding that says what the model knows of classes; `nil` for the paper's
  /// embedding, which is the output of a tower.
  public internal(set) var classComponent: ClassComponent?
  /// The recipe that the model was trained by, `nil` where it was trained by hand.
  public internal(set) var recipe: TrainingRecipe?

  /// The length of an embedding: D of the towers, and that of the class component.
  public var dimension: Int { towerDimension + (classComponent?.dimension ?? 0) }
  /// D, the length of a tower's output.
  public var towerDimension: Int { imageTower.outputDimension }
  /// K, the number of classes.
  public var classCount: Int { classNames.count }
  /// The scale of cosines that is learned with the weights; `nil` where none is.
  public var similarityScale: SimilarityScale? { similarity?.value }

  /// Creates a model that has not been trained.
  ///
  /// - Parameters:
  ///   - imageTower: takes image features.
  ///   - textTower: takes text features; must end in the same dimension as the image tower.
  ///   - classNames: one name for each class, all different.
  ///   - logitScale: the scale of the classifier's logits. 16 learns in some hundred steps what
  ///     takes the paper's `.fixed(1)` a hundred thousand.
  ///   - classifierSharing: whether images and texts share a classifier; with two, a learned scale
  ///     is learned for each.
  ///   - similarityScale: where the scale of cosines starts that is learned with
  ///     `ContrastiveLoss.withLearnedScale()` (`.clip`) or `SigmoidLoss.withLearnedScale()`
  ///     (`.sigLIP`); it grows to 100 at most. Embeddings do not depend on it.
  ///   - graph: kept with the model; a loss takes its own.
  ///   - textEncoder: makes `embed(text:)` possible; the encoder that the text features come from.
  ///     `write(to:)` stores it, unless it is told to leave encoders out.
  ///   - imageEncoder: makes `embed(image:)` possible, as `textEncoder` does for texts.
  ///   - seed: for the classifiers' weights.
  /// - Throws: `HUSEError.shapeMismatch` if the towers end in different dimensions or an encoder
  ///   gives features of another length than its tower takes, `.invalidData` for class names that
  ///   are missing or come twice or for a graph about other classes, `.invalidArgument` for a scale
  ///   out of its range.
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

  /// The same model with other encoders, such as that of a checkpoint, which has none.
  ///
  /// - Parameters:
  ///   - textEncoder: the encoder that the text features of its training come from.
  ///   - imageEncoder: the same for image features.
  /// - Throws: `HUSEError.shapeMismatch` if an encoder gives features of another length than its
  ///   tower takes.
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
        source: "class names", problem: "'\(name)' comes twice", remedy: "Name each class once.")
    }
  }
}
