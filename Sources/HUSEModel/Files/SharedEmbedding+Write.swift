public import Foundation

extension SharedEmbedding {
  /// Writes the whole model to one file: weights, structure, class names, graph and encoders.
  ///
  /// The file is a safetensors file; `Documentation/Saving.md` names its tensors. It is written
  /// completely or not at all.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - includingEncoders: whether encoders are stored with the model. Without them, the encoder
  ///     must be passed again when the model is read, for `embed(text:)` to work.
  /// - Throws: `HUSEError.invalidArgument` for an encoder that is not a `StorableEncoder`,
  ///   `.writeFailed` if the file cannot be written; an earlier file is then unchanged.
  public func write(to url: URL, includingEncoders: Bool = true) throws(HUSEError) {
    let parts = try fileParts(includingEncoders: includingEncoders)
    let contents = parts.encoders.merging(parts.tensors.mapValues { .values($0) }) { $1 }
    try SafetensorsFile.write(
      contents.stored,
      metadata: FileFormat.model.metadata(
        and: [FileFormat.structureKey: parts.structure],
        version: contents.haveFewerBits ? nil : FileFormat.lastModelOfFullPrecision),
      checksummed: true, to: url)
  }

  /// The tensors of a file, those of encoders apart, and, as JSON, everything else.
  func fileParts(
    includingEncoders: Bool
  ) throws(HUSEError)
    -> (tensors: [String: Tensor], encoders: [String: EncoderTensor], structure: String)
  {
    var tensors: [String: Tensor] = [:]
    var encoders: [String: EncoderTensor] = [:]
    Self.add(imageTower, named: ModelTensor.imageTower, to: &tensors)
    Self.add(textTower, named: ModelTensor.textTower, to: &tensors)
    Self.add(classifier, named: ModelTensor.classifier, to: &tensors)
    if let textClassifier {
      Self.add(textClassifier, named: ModelTensor.textClassifier, to: &tensors)
    }
    if let similarity {
      tensors[ModelTensor.similarityLogScale] = Tensor(similarity.logScale.values)
      tensors[ModelTensor.similarityBias] = Tensor(similarity.bias.values)
    }
    if let graph { tensors[ModelTensor.graph] = Tensor(graph.distances) }
    if let regression = opinions.imageRegression {
      Self.add(regression, named: ModelTensor.imageRegression, to: &tensors)
    }
    if let regression = opinions.textRegression {
      Self.add(regression, named: ModelTensor.textRegression, to: &tensors)
    }
    if let classComponent {
      tensors[ModelTensor.classVectors] = Tensor(classComponent.classVectors)
      tensors[ModelTensor.classExpectation] = Tensor(classComponent.expectation.values)
    }

    var textStructure: ModelStructure.EncoderStructure?
    var imageStructure: ModelStructure.EncoderStructure?
    if includingEncoders {
      textStructure = try Self.store(
        textEncoder, label: "textEncoder", prefix: ModelTensor.textEncoder, in: &encoders)
      imageStructure = try Self.store(
        imageEncoder, label: "imageEncoder", prefix: ModelTensor.imageEncoder, in: &encoders)
    }
    let structure = ModelStructure(
      imageTower: Self.structure(of: imageTower), textTower: Self.structure(of: textTower),
      classNames: classNames,
      fixedLogitScale: classifier.logScale == nil ? classifier.logitScale.value : nil,
      hasTextClassifier: textClassifier == nil ? nil : true,
      hasSimilarityScale: similarity == nil ? nil : true, fusionWeight: fusionWeight,
      opinions: opinionStructure, componentWeight: classComponent?.weight, recipe: recipe,
      hasGraph: graph != nil, textEncoder: textStructure, imageEncoder: imageStructure)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let json = try? encoder.encode(structure) else {
      throw .invalidArgument(
        name: "model", found: "a structure that JSON cannot hold", expected: "finite numbers")
    }
    return (tensors, encoders, String(decoding: json, as: UTF8.self))
  }

  private static func structure(of tower: Tower) -> ModelStructure.TowerStructure {
    ModelStructure.TowerStructure(
      layerCount: tower.layers.count, dropout: tower.dropout,
      rectifiesOutput: tower.rectifiesOutput, hasInputScaling: tower.inputScaling != nil,
      inputDropout: tower.inputDropout > 0 ? tower.inputDropout : nil)
  }

  private var opinionStructure: ModelStructure.OpinionStructure? {
    var plain = ClassOpinions()
    plain.fusion = .average(imageWeight: fusionWeight)
    guard opinions != plain else { return nil }
    return ModelStructure.OpinionStructure(
      hasImageRegression: opinions.imageRegression != nil,
      hasTextRegression: opinions.textRegression != nil, imageWeights: opinions.imageWeights,
      textWeights: opinions.textWeights, fusion: opinions.fusion)
  }

  private static func add(
    _ tower: Tower, named name: String, to tensors: inout [String: Tensor]
  ) {
    for (index, layer) in tower.layers.enumerated() {
      tensors[ModelTensor.weights(name, index)] = Tensor(layer.weights)
      tensors[ModelTensor.bias(name, index)] = Tensor(layer.bias.values)
    }
    if let scaling = tower.inputScaling { add(scaling, named: name, to: &tensors) }
  }

  private static func add(
    _ scaling: FeatureScaling, named name: String, to tensors: inout [String: Tensor]
  ) {
    tensors[ModelTensor.inputMean(name)] = Tensor(scaling.mean.values)
    tensors[ModelTensor.inputScale(name)] = Tensor(scaling.scale.values)
  }

  private static func add(
    _ regression: SoftmaxRegression, named name: String, to tensors: inout [String: Tensor]
  ) {
    add(regression.scaling, named: name, to: &tensors)
    tensors[ModelTensor.weights(name)] = Tensor(regression.layer.weights)
    tensors[ModelTensor.bias(name)] = Tensor(regression.layer.bias.values)
  }

  private static func add(
    _ classifier: Classifier, named name: String, to tensors: inout [String: Tensor]
  ) {
    tensors[ModelTensor.weights(name)] = Tensor(classifier.weights)
    tensors[ModelTensor.bias(name)] = Tensor(classifier.bias.values)
    if let logScale = classifier.logScale {
      tensors[ModelTensor.logScale(name)] = Tensor(logScale.values)
    }
  }

  private static func store(
    _ encoder: (any Sendable)?, label: String, prefix: String,
    in contents: inout [String: EncoderTensor]
  ) throws(HUSEError) -> ModelStructure.EncoderStructure? {
    guard let encoder else { return nil }
    guard let storable = encoder as? any StorableEncoder else {
      throw .invalidArgument(
        name: label, found: "\(type(of: encoder)), which cannot be stored",
        expected: "a StorableEncoder, or `includingEncoders: false`")
    }
    let stored = try storable.stored()
    for (name, content) in stored.contents { contents[prefix + name] = content }
    return ModelStructure.EncoderStructure(
      kind: stored.kind, settings: String(decoding: stored.settings, as: UTF8.self))
  }
}
