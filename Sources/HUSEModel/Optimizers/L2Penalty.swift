/// Adds λ Σ w² over the weights of chosen layers to the loss; biases are never penalised.
public struct L2Penalty: Sendable, Hashable {
  /// The strength λ for layers of the image tower, by position.
  public var imageTower: [Int: Float]
  /// The strength λ for layers of the text tower, by position.
  public var textTower: [Int: Float]
  /// The strength λ for the classifier, or for both if texts have their own.
  public var classifier: Float

  /// Creates a penalty for the chosen layers.
  public init(
    imageTower: [Int: Float] = [:], textTower: [Int: Float] = [:], classifier: Float = 0
  ) {
    self.imageTower = imageTower
    self.textTower = textTower
    self.classifier = classifier
  }

  /// A penalty on the last layer of each tower, as in the TensorFlow implementation with λ = 0.01.
  public static func outputLayers(_ strength: Float, of model: SharedEmbedding) -> L2Penalty {
    L2Penalty(
      imageTower: [model.imageTower.layers.count - 1: strength],
      textTower: [model.textTower.layers.count - 1: strength])
  }

  /// A penalty on every layer of both towers and on the classifier.
  public static func allLayers(_ strength: Float, of model: SharedEmbedding) -> L2Penalty {
    func every(_ tower: Tower) -> [Int: Float] {
      Dictionary(uniqueKeysWithValues: tower.layers.indices.map { ($0, strength) })
    }
    return L2Penalty(
      imageTower: every(model.imageTower), textTower: every(model.textTower), classifier: strength)
  }

  /// Checks that the chosen layers exist and that their λ are finite and not negative.
  func check(_ model: SharedEmbedding) throws(HUSEError) {
    for (name, strengths, tower) in [
      ("imageTower", imageTower, model.imageTower), ("textTower", textTower, model.textTower),
    ] {
      for layer in strengths.keys.sorted() where !tower.layers.indices.contains(layer) {
        throw .invalidArgument(
          name: "\(name) of the L2 penalty", found: "layer \(layer)",
          expected: "a position in 0..<\(tower.layers.count)")
      }
    }
    for strength in [Float](imageTower.values) + textTower.values + [classifier]
    where !(strength >= 0 && strength.isFinite) {
      throw .invalidArgument(
        name: "strength of the L2 penalty", found: "\(strength)",
        expected: "a finite number of 0 or more")
    }
  }

  /// The layers of a model whose weights are penalised, with their λ, in the order of the
  /// parameters.
  func strengths(
    for layout: ParameterLayout
  ) -> [(layer: ParameterIdentifier.Layer, strength: Float)] {
    layout.identifiers.compactMap { identifier in
      guard identifier.role == .weights else { return nil }
      let strength = strength(of: identifier.layer)
      return strength == 0 ? nil : (identifier.layer, strength)
    }
  }

  private func strength(of layer: ParameterIdentifier.Layer) -> Float {
    switch layer {
    case .tower(.image, let index): imageTower[index] ?? 0
    case .tower(.text, let index): textTower[index] ?? 0
    case .classifier, .textClassifier: classifier
    case .similarity: 0
    }
  }
}
