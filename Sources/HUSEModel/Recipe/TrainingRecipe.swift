/// Everything that decides how a model is trained on given pairs, as a value that prints, travels
/// with the model and can be used again.
///
/// ```swift
/// let recipe = try TrainingRecipe.chosen(for: pairs, graph: graph)
/// let model = try SharedEmbedding.trained(on: pairs, by: recipe, graph: graph)
/// ```
///
/// `automatic(for:)` follows from the numbers of the data by a documented rule, `chosen(for:)`
/// tries variants of it on folds of the data and measures what is left open, and `paper` is the
/// setting of the HUSE paper.
public struct TrainingRecipe: Sendable, Hashable, Codable {
  /// What the towers look like, and how they are kept from learning by heart.
  public struct Towers: Sendable, Hashable, Codable {
    /// The widths of the hidden layers of the image tower.
    public var imageHiddenDimensions: [Int]
    /// The widths of the hidden layers of the text tower.
    public var textHiddenDimensions: [Int]
    /// D, the length of a tower's output.
    public var dimension: Int
    /// The share of hidden values that training sets to zero, in [0, 1).
    public var dropout: Float
    /// The share of image features that training sets to zero, in [0, 1).
    public var imageInputDropout: Float
    /// The share of text features that training sets to zero, in [0, 1).
    public var textInputDropout: Float
    /// Whether features are brought to mean 0 and deviation 1 first.
    public var standardizesFeatures: Bool
    /// How weights are drawn.
    public var initialization: WeightInitialization
  }

  /// What is minimised: a sum of losses, each with its weight; 0 removes one.
  public struct Losses: Sendable, Hashable, Codable {
    /// The weight of `ClassificationLoss`.
    public var classification: Float
    /// The weight of `GraphLoss`; 0 where there is no graph.
    public var graph: Float
    /// The margin of the graph loss.
    public var graphMargin: Float
    /// The weight of `GapLoss`.
    public var gap: Float
    /// The weight of `ContrastiveLoss` between the image and the text of a pair.
    public var contrastive: Float
    /// τ of the contrastive loss.
    public var temperature: Float
    /// The scale of the classifier's logits.
    public var logitScale: Float
  }

  /// How the weights change.
  public struct Optimization: Sendable, Hashable, Codable {
    /// A rule of optimization.
    public enum Rule: String, Sendable, Hashable, Codable {
      /// `Adam.adamW`.
      case adamW
      /// `RMSProp` with momentum 0.9.
      case rmsProp
    }
    /// The rule.
    public var rule: Rule
    /// The learning rate before the schedule.
    public var learningRate: Float
    /// The decay of weights of AdamW.
    public var weightDecay: Float
    /// Whether the rate falls to 0 along half a cosine; else it is constant.
    public var annealsRate: Bool
    /// The most pairs of a step.
    public var batchSize: Int
    /// The number of steps.
    public var steps: Int
  }

  /// What beside the towers knows of classes, and how it is used.
  public struct Classes: Sendable, Hashable, Codable {
    /// The penalty of the regression on image features; `nil` for no regression.
    public var imagePenalty: Float?
    /// The penalty of the regression on text features; `nil` for no regression.
    public var textPenalty: Float?
    /// The factors of the logits of images.
    public var imageWeights: LogitWeights
    /// The factors of the logits of texts.
    public var textWeights: LogitWeights
    /// How the scores of image and text become one.
    public var fusion: Fusion
    /// λ of the class component of embeddings; 0 for embeddings of the towers alone.
    public var componentWeight: Float
    /// How much a class is itself in the class component, and not its place in the graph; in [0,
    /// 1].
    public var componentBlend: Float
  }

  /// The towers.
  public var towers: Towers
  /// The losses.
  public var losses: Losses
  /// The optimization.
  public var optimization: Optimization
  /// The classes.
  public var classes: Classes
  /// Decides weights, dropout, the order of the pairs, and folds.
  public var seed: UInt64

  /// The setting of the HUSE paper: sections 3 and 4, with thirds for the weights that it does not
  /// print.
  ///
  /// - Parameter seed: decides weights, dropout and the order of the pairs.
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
  /// The paper's: the shared classifier alone, an average of both modalities, embeddings of the
  /// towers.
  public static let none = TrainingRecipe.Classes(
    imagePenalty: nil, textPenalty: nil, imageWeights: .paper, textWeights: .paper,
    fusion: .average(imageWeight: 0.5), componentWeight: 0, componentBlend: 1)
}

extension TrainingRecipe: CustomStringConvertible {
  /// A line for each part.
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
