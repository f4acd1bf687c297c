import HUSE
import Testing

/// A training of `Tests/Reference/make_model_fixtures.py`: all pairs are one batch, so that their
/// order does not matter.
struct TrainingReference: Decodable {
  struct Step: Decodable {
    let terms: [Term]
    let learningRate: Double
    let gradientNorm: Double
  }

  struct Term: Decodable {
    let name: String
    let weight: Double
    let value: Double
  }

  let name: String
  let images: [[Float]]
  let texts: [[Float]]
  let labels: [Int]
  let distances: [[Float]]
  let classEmbeddings: [[Float]]
  let imageLayers: Int
  let textLayers: Int
  /// The parameters in the order of `SharedEmbedding.parameterLayout`.
  let start: [[[Double]]]
  let end: [[[Double]]]
  let steps: [Step]

  static let classNames = ["a", "b", "c", "d"]

  /// The training of that name.
  static func named(_ name: String) throws -> TrainingReference {
    let all = try ReferenceFile.read("training.json", as: [TrainingReference].self)
    return try #require(all.first { $0.name == name })
  }

  func graph() throws -> SemanticGraph {
    try SemanticGraph(distances: Matrix(rows: distances), classNames: Self.classNames)
  }

  func pairs() throws -> PairedFeatures {
    try PairedFeatures(
      images: Matrix(rows: images), texts: Matrix(rows: texts), labels: labels,
      classNames: Self.classNames)
  }

  /// The model with the parameters of the start.
  func model(
    logitScale: LogitScale, rectifiesOutput: Bool = false, standardizes: Bool = false
  ) throws -> SharedEmbedding {
    try ReferenceModel(
      imageLayers: imageLayers, textLayers: textLayers, parameters: start,
      classNames: Self.classNames, rectifiesOutput: rectifiesOutput,
      imageScaling: standardizes ? FeatureScaling(standardizing: Matrix(rows: images)) : nil,
      textScaling: standardizes ? FeatureScaling(standardizing: Matrix(rows: texts)) : nil
    ).model(logitScale: logitScale)
  }
}
