import HUSE

/// A model with parameters from a fixture, in the order of `SharedEmbedding.parameterLayout`.
struct ReferenceModel {
  let imageLayers: Int
  let textLayers: Int
  let parameters: [[[Double]]]
  let classNames: [String]
  var rectifiesOutput = false
  var imageScaling: FeatureScaling?
  var textScaling: FeatureScaling?

  func model(logitScale: LogitScale) throws -> SharedEmbedding {
    let layers = imageLayers + textLayers
    var model = try SharedEmbedding(
      imageTower: tower(0..<imageLayers, imageScaling),
      textTower: tower(imageLayers..<layers, textScaling), classNames: classNames,
      logitScale: logitScale)
    let (weights, bias) = (try matrix(2 * layers), try matrix(2 * layers + 1))
    model.updateParameters { parameter, index in
      if index == 2 * layers { parameter = weights }
      if index == 2 * layers + 1 { parameter = bias }
    }
    return model
  }

  private func tower(_ layers: Range<Int>, _ scaling: FeatureScaling?) throws -> Tower {
    try Tower(
      layers: layers.map {
        try DenseLayer(weights: matrix(2 * $0), bias: matrix(2 * $0 + 1)[row: 0])
      }, dropout: 0, rectifiesOutput: rectifiesOutput, inputScaling: scaling)
  }

  private func matrix(_ index: Int) throws(HUSEError) -> Matrix {
    try Matrix(rows: parameters[index].map { $0.map { Float($0) } })
  }
}
