/// All settings that determine how a model is trained on given pairs.
///
/// It is a value that can be printed, is stored with the model and can be reused.
///
/// ```swift
/// let recipe = try TrainingRecipe.chosen(for: pairs, graph: graph)
/// let model = try SharedEmbedding.trained(on: pairs, by: recipe, graph: graph)
/// ```
///
/// `automatic(for:)` derives a recipe from the numbers of the data by a documented rule.
/// `chosen(for:)` compares variants of it on folds of the data. `paper` has the settings of the
/// HUSE paper.
public struct TrainingRecipe: Sendable, Hashable, Codable {
  /// The structure and the regularisation of the towers.
  public struct Towers: Sendable, Hashable, Codable {
    /// The widths of the hidden layers of the image tower.
    public var imageHiddenDimensions: [Int]
    /// The widths of the hidden layers of the text tower.
    public var textHiddenDimensions: [Int]
    /// The length of a tower's output, D.
    public var dimension: Int
    /// The share of hidden values that training sets to zero, in [0, 1).
    public var dropout: Float
    /// The share of image features that training sets to zero, in [0, 1).
    public var imageInputDropout: Float
    /// The share of text features that training sets to zero, in [0, 1).
    public var textInputDropout: Float
    /// Whether features are first scaled to mean 0 and standard deviation 1.
    public var standardizesFeatures: Bool
    /// How the initial weights are drawn.
    public var initialization: WeightInitialization
  }

  /// The losses whose weighted sum is minimised; a weight of 0 removes a loss.
  public struct Losses: Sendable, Hashable, Codable {
    /// The weight of `ClassificationLoss`.
    public var classification: Float
    /// The weight of `GraphLoss`; 0 if there is no graph.
    public var graph: Float
    /// The margin of the graph loss.
    public var graphMargin: Float
    /// The weight of `GapLoss`.
    public var gap: Float
    /// The weight of `ContrastiveLoss` between the image and the text of a pair.
    public var contrastive: Float
    /// The temperature τ of the contrastive loss.
    public var temperature: Float
    /// The scale of the classifier's logits.
    public var logitScale: Float
  }

  /// The settings of the optimizer.
  public struct Optimization: Sendable, Hashable, Codable {
    /// An optimization rule.
    public enum Rule: String, Sendable, Hashable, Codable {
      /// `Adam.adamW`.
      case adamW
      /// `RMSProp` with momentum 0.9.
      case rmsProp
    }
    /// The optimization rule.
    public var rule: Rule
    /// The learning rate before the schedule.
    public var learningRate: Float
    /// The weight decay of AdamW.
    public var weightDecay: Float
    /// Whether the rate decreases to 0 along half a cosine; otherwise it is constant.
    public var annealsRate: Bool
    /// The maximum number of pairs in a step.
    public var batchSize: Int
    /// The number of steps.
    public var steps: Int
  }

  /// The settings for class scores and for the class component.
  public struct Classes: Sendable, Hashable, Codable {
    /// The penalty of the regression on image features, or `nil` for no regression.
    public var imagePenalty: Float?
    /// The penalty of the regression on text features, or `nil` for no regression.
    public var textPenalty: Float?
    /// The factors of the logits of images.
    public var imageWeights: LogitWeights
    /// The factors of the logits of texts.
    public var textWeights: LogitWeights
    /// How the scores of an image and its text are fused.
    public var fusion: Fusion
    /// The weight λ of the class component of embeddings; 0 for embeddings without one.
    public var componentWeight: Float
    /// The weight, in [0, 1], of a class itself relative to its similarities in the graph, in the
    /// class component.
    public var componentBlend: Float
  }

  /// The settings of the towers.
  public var towers: Towers
  /// The weights and settings of the losses.
  public var losses: Losses
  /// The settings of the optimization.
  public var optimization: Optimization
  /// The settings for classes.
  public var classes: Classes
  /// The seed of weights, dropout, the order of the pairs, and folds.
  public var seed: UInt64

  /// The settings of the HUSE paper, sections 3 and 4, with thirds for the weights that it does not
  /// state.
  ///
  /// - Parameter seed: the seed of weights, dropout and the order of the pairs.
  /// - Returns: the recipe of the paper.
  public static func paper(seed: UInt64 = 7) -> TrainingRecipe {
    TrainingRecipe(
      towers: Towers(
        imageHiddenDimensions: [512, 512, 512, 512], textHiddenDimensions: [512], dimension: 512,
        dropout: 0.15, imageInputDropout: 0, textInputDropout: 0, standardizesFeatures: false,
        initialization: .he),
      losses: Losses(
        classification: 1.0 / 3, graph: 1.0 / 3, graphMargin: 0.8, gap: 1.0 / 3, contrastive: 0,
        temperature: 0.1, logitScale: 1),
      optimization: Optimization(
        rule: .rmsProp, learningRate: 1.6192e-5, weightDecay: 0, annealsRate: false,
        batchSize: 1024, steps: 250_000),
      classes: .none, seed: seed)
  }
}

extension TrainingRecipe.Classes {
  /// The paper's settings: only the shared classifier, an average of both modalities, and
  /// embeddings from the towers.
  public static let none = TrainingRecipe.Classes(
    imagePenalty: nil, textPenalty: nil, imageWeights: .paper, textWeights: .paper,
    fusion: .average(imageWeight: 0.5), componentWeight: 0, componentBlend: 1)
}

extension TrainingRecipe: CustomStringConvertible {
  /// The settings, with a line for each part.
  public var description: String {
    func widths(_ hidden: [Int]) -> String {
      (hidden + [towers.dimension]).map(String.init).joined(separator: "-")
    }
    func penalty(_ value: Float?) -> String { value.map { "\($0)" } ?? "none" }
    return """
      towers: image \(widths(towers.imageHiddenDimensions)), text \
      \(widths(towers.textHiddenDimensions)); dropout \(towers.dropout), of features \
      \(towers.imageInputDropout) and \(towers.textInputDropout); weights \
      \(towers.initialization.rawValue)
      losses: classification \(losses.classification), graph \(losses.graph) (margin \
      \(losses.graphMargin)), gap \(losses.gap), contrastive \(losses.contrastive) (temperature \
      \(losses.temperature)); logit scale \(losses.logitScale)
      optimization: \(optimization.rule.rawValue), rate \(optimization.learningRate)\
      \(optimization.annealsRate ? ", cosine" : ""), decay \(optimization.weightDecay), \
      \(optimization.steps) steps of \(optimization.batchSize) pairs
      classes: penalties \(penalty(classes.imagePenalty)) and \(penalty(classes.textPenalty)); \
      component weight \(classes.componentWeight), blend \(classes.componentBlend)
      seed: \(seed)
      """
  }
}
