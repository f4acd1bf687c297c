import Foundation

/// The parts of a model that are not tensors: the JSON document `model` of its file.
struct ModelStructure: Codable {
  struct TowerStructure: Codable {
    let layerCount: Int
    let dropout: Float
    let rectifiesOutput: Bool
    let hasInputScaling: Bool
    /// The dropout of features, or `nil` if there is none, as in all files up to version 4.
    let inputDropout: Float?
  }

  /// The class opinions of a model; their weights are stored as tensors.
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
  /// The fixed scale, or `nil` if the scale is learned and stored as a tensor.
  let fixedLogitScale: Float?
  /// Whether texts have their own classifier; `nil` if both towers share one, as in all files of
  /// version 1.
  let hasTextClassifier: Bool?
  /// Whether a similarity scale is learned; `nil` if none is, as in all files of versions 1 and 2.
  let hasSimilarityScale: Bool?
  let fusionWeight: Float
  /// The class opinions, or `nil` for only the classifier and an average with `fusionWeight`, as in
  /// all files up to version 4.
  let opinions: OpinionStructure?
  /// λ of the class component, or `nil` if there is none, as in all files up to version 4.
  let componentWeight: Float?
  /// The recipe that trained the model, or `nil` if it was trained without one, as in all files up
  /// to version 4.
  let recipe: TrainingRecipe?
  let hasGraph: Bool
  let textEncoder: EncoderStructure?
  let imageEncoder: EncoderStructure?
}

/// The names of the tensors in a model file.
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
