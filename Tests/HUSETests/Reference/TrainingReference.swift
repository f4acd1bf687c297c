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
  /// The parameters in the order of `SharedEmbedding.parameterShapes`.
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
    func tower(_ layers: Range<Int>, _ features: [[Float]]) throws -> Tower {
      try Tower(
        layers: layers.map {
          try DenseLayer(
            weights: Matrix(rows: singles(start[2 * $0])),
            bias: Vector(singles(start[2 * $0 + 1])[0]))
        }, dropout: 0, rectifiesOutput: rectifiesOutput,
        inputScaling: standardizes
          ? FeatureScaling(standardizing: Matrix(rows: features)) : nil)
    }
    let layers = imageLayers + textLayers
    var model = try SharedEmbedding(
      imageTower: tower(0..<imageLayers, images), textTower: tower(imageLayers..<layers, texts),
      classNames: Self.classNames, logitScale: logitScale)
    model.updateParameters { parameter, index in
      if index == 2 * layers || index == 2 * layers + 1 {
        parameter = Matrix(rows: singles(start[index]))
      }
    }
    return model
  }
}

extension SharedEmbedding {
  /// Every parameter, in the order of `parameterShapes`.
  var allParameters: [Matrix] {
    var copy = self
    var parameters: [Matrix] = []
    copy.updateParameters { parameter, _ in parameters.append(parameter) }
    return parameters
  }
}

private func singles(_ rows: [[Double]]) -> [[Float]] { rows.map { $0.map { Float($0) } } }
