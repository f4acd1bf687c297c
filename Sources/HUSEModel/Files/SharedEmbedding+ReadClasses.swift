// Reads the parts of a model file, apart from the towers, that concern classes.
extension SharedEmbedding {
  static func opinions(
    _ structure: ModelStructure, of model: SharedEmbedding, in file: SafetensorsFile
  ) throws(HUSEError) -> ClassOpinions {
    var result = ClassOpinions()
    guard let stored = structure.opinions else {
      result.fusion = .average(imageWeight: structure.fusionWeight)
      return result
    }
    try part("class opinions", of: file) { () throws(HUSEError) in
      try stored.imageWeights.check(named: "image weights")
      try stored.textWeights.check(named: "text weights")
      try stored.fusion.check()
    }
    (result.imageWeights, result.textWeights) = (stored.imageWeights, stored.textWeights)
    result.fusion = stored.fusion
    if stored.hasImageRegression {
      result.imageRegression = try regression(
        ModelTensor.imageRegression, for: model.imageTower, classCount: model.classCount, in: file)
    }
    if stored.hasTextRegression {
      result.textRegression = try regression(
        ModelTensor.textRegression, for: model.textTower, classCount: model.classCount, in: file)
    }
    return result
  }

  private static func regression(
    _ name: String, for tower: Tower, classCount: Int, in file: SafetensorsFile
  ) throws(HUSEError) -> SoftmaxRegression {
    let weights = try file.tensor(ModelTensor.weights(name)).matrix
    let bias = try file.tensor(ModelTensor.bias(name)).matrix
    guard weights.rows == tower.inputDimension, weights.columns == classCount else {
      throw .malformedFile(
        path: file.path,
        problem: "\(name) has weights of the shape [\(weights.rows), \(weights.columns)], expected "
          + "[\(tower.inputDimension), \(classCount)]", remedy: remedy)
    }
    let scaling = try scaling(of: name, in: file)
    return try part(name, of: file) { () throws(HUSEError) in
      try SoftmaxRegression(
        scaling: scaling, layer: DenseLayer(weights: weights, bias: Vector(bias.values)))
    }
  }

  static func classComponent(
    _ structure: ModelStructure, in file: SafetensorsFile
  ) throws(HUSEError) -> ClassComponent? {
    guard let weight = structure.componentWeight else { return nil }
    let vectors = try file.tensor(ModelTensor.classVectors).matrix
    let expectation = try file.tensor(ModelTensor.classExpectation).matrix
    guard vectors.rows == structure.classNames.count, vectors.columns > 0 else {
      throw .malformedFile(
        path: file.path,
        problem: "the class component has vectors of the shape [\(vectors.rows), "
          + "\(vectors.columns)] for \(structure.classNames.count) classes", remedy: remedy)
    }
    return try part("class component", of: file) { () throws(HUSEError) in
      try ClassComponent(weight: weight, unitVectors: vectors, expectation: expectation)
    }
  }
}
