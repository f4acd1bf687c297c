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
  static let classifierWeights = "classifier.weights"
  static let classifierBias = "classifier.bias"
  static let logScale = "classifier.log_scale"
  static let graph = "graph.distances"
  static let textEncoder = "text_encoder."
  static let imageEncoder = "image_encoder."
}

/// The metadata that says what a file is.
enum ModelFormat {
  static let name = "huse-model"
  static let version = 1
  static let formatKey = "format"
  static let versionKey = "format_version"
  static let structureKey = "model"
}
