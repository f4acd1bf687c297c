import Foundation

/// Everything of a model that is not a tensor, as the JSON document `model` of its file.
struct ModelStructure: Codable {
  struct TowerStructure: Codable {
    let layerCount: Int
    let dropout: Float
    let rectifiesOutput: Bool
    let hasInputScaling: Bool
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
  static let textEncoder = "text_encoder."
  static let imageEncoder = "image_encoder."
}
