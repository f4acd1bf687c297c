import Foundation

/// Everything of a model that is not a tensor, as the JSON document `model` of its file.
struct ModelStructure: Codable {
  struct TowerStructure: Codable {
    let layerCount: Int
    let dropout: Float
    let rectifiesOutput: Bool
    let hasInputScaling: Bool
    /// `nil` where no features are dropped out, as in all files up to version 4.
    let inputDropout: Float?
  }

  /// What beside the towers knows of classes; what is a tensor stands among those.
  struct OpinionStructure: Codable {
    let hasImageRegression: Bool
    let hasTextRegression: Bool
    let imageWeights: LogitWeights
    let textWeights: LogitWeights
    let fusion: Fusion
  }

  struct EncoderStructure: Codable {
    let kind: String
    let settings: String
  }

  let imageTower: TowerStructure
  let textTower: TowerStructure
  let classNames: [String]
  /// `nil` where the scale is learned and stands among the tensors.
  let fixedLogitScale: Float?
  /// `nil` where both towers share the classifier, as in all files of version 1.
  let hasTextClassifier: Bool?
  /// `nil` where no similarity scale is learned, as in all files of versions 1 and 2.
  let hasSimilarityScale: Bool?
  let fusionWeight: Float
  /// `nil` for the classifier alone and an average with `fusionWeight`, as in all files up to
  /// version 4.
  let opinions: OpinionStructure?
  /// λ of the class component; `nil` where there is none, as in all files up to version 4.
  let componentWeight: Float?
  /// `nil` where the model was trained by hand, as in all files up to version 4.
  let recipe: TrainingRecipe?
  let hasGraph: Bool
  let textEncoder: EncoderStructure?
  let imageEncoder: EncoderStructure?
}

/// The names under which a model file holds its tensors.
enum ModelTensor {
  static func weights(_ tower: String, _ layer: Int) -> String {
    "\(tower).layers.\(layer).weights"
  }
  static func bias(_ tower: String, _ layer: Int) -> String { "\(tower).layers.\(layer).bias" }
  static func inputMean(_ tower: String) -> String { "\(tower).input.mean" }
  static func inputScale(_ tower: String) -> String { "\(tower).input.scale" }
  static let imageTower = "image_tower"
  static let textTower = "text_tower"
  static let classifier = "classifier"
  static let textClassifier = "text_classifier"
  static func weights(_ classifier: String) -> String { "\(classifier).weights" }
  static func bias(_ classifier: String) -> String { "\(classifier).bias" }
  static func logScale(_ classifier: String) -> String { "\(classifier).log_scale" }
  static let similarityLogScale = "similarity.log_scale"
  static let similarityBias = "similarity.bias"
  static let graph = "graph.distances"
  static let imageRegression = "image_regression"
  static let textRegression = "text_regression"
  static let classVectors = "class_component.vectors"
  static let classExpectation = "class_component.expectation"
  static let textEncoder = "text_encoder."
  static let imageEncoder = "image_encoder."
}
