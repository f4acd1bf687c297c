public import Foundation

extension SharedEmbedding {
  /// Reads a model that `write(to:)` wrote, with encoders of the given types.
  ///
  /// The weights stay in the mapped file until training changes them.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - storedEncoders: the types of encoders that may be stored in the file; with `nil`, they are
  ///     not read, and the model can embed only features.
  ///   - textEncoder: replaces the stored text encoder; required if the encoder is not stored.
  ///   - imageEncoder: replaces the stored image encoder.
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged or not a
  ///   model; `.unsupportedFile` for a newer version or an unknown type of encoder;
  ///   `.shapeMismatch` for an encoder that does not fit.
  public init(
    contentsOf url: URL, storedEncoders: [any StorableEncoder.Type]?,
    textEncoder: (any TextEncoder)? = nil, imageEncoder: (any ImageEncoder)? = nil
  ) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: url)
    try FileFormat.model.check(file)
    try self.init(
      in: file, storedEncoders: storedEncoders, textEncoder: textEncoder,
      imageEncoder: imageEncoder)
    try Self.checkFinite(
      file, remedy: "Train the model again, or take one of its checkpoints.")
    // The check has read all pages, and the encoders now hold packed copies of their weights.
    file.releasePages()
  }

  /// Reads the model in a file whose format has been checked.
  init(
    in file: SafetensorsFile, storedEncoders: [any StorableEncoder.Type]?,
    textEncoder: (any TextEncoder)? = nil, imageEncoder: (any ImageEncoder)? = nil
  ) throws(HUSEError) {
    let structure = try Self.structure(in: file)
    var textEncoder = textEncoder
    if textEncoder == nil, let storedEncoders, let encoder = structure.textEncoder {
      textEncoder = try StoredEncoders.textEncoder(
        from: Self.stored(encoder, prefix: ModelTensor.textEncoder, in: file),
        among: storedEncoders, path: file.path)
    }
    var imageEncoder = imageEncoder
    if imageEncoder == nil, let storedEncoders, let encoder = structure.imageEncoder {
      imageEncoder = try StoredEncoders.imageEncoder(
        from: Self.stored(encoder, prefix: ModelTensor.imageEncoder, in: file),
        among: storedEncoders, path: file.path)
    }
    guard structure.fusionWeight >= 0, structure.fusionWeight <= 1 else {
      throw .malformedFile(
        path: file.path,
        problem: "the fusion weight is \(structure.fusionWeight), expected in [0, 1]",
        remedy: Self.remedy)
    }
    let imageTower = try Self.tower(ModelTensor.imageTower, structure.imageTower, in: file)
    let textTower = try Self.tower(ModelTensor.textTower, structure.textTower, in: file)
    let classifier = try Self.classifier(
      ModelTensor.classifier, structure, dimension: imageTower.outputDimension, in: file)
    var textClassifier: Classifier?
    if structure.hasTextClassifier == true {
      textClassifier = try Self.classifier(
        ModelTensor.textClassifier, structure, dimension: imageTower.outputDimension, in: file)
    }
    var graph: SemanticGraph?
    if structure.hasGraph {
      let distances = try file.tensor(ModelTensor.graph).matrix
      graph = try Self.part("graph", of: file) { () throws(HUSEError) in
        try SemanticGraph(distances: distances, classNames: structure.classNames)
      }
    }
    try self.init(
      imageTower: imageTower, textTower: textTower, classifier: classifier,
      textClassifier: textClassifier, similarity: Self.similarity(structure, in: file),
      classNames: structure.classNames, graph: graph,
      textEncoder: textEncoder, imageEncoder: imageEncoder)
    opinions = try Self.opinions(structure, of: self, in: file)
    classComponent = try Self.classComponent(structure, in: file)
    recipe = structure.recipe
  }

  /// Checks that every number of a file, including those of encoders, is finite.
  ///
  /// A number that is not finite would make every result invalid, and NaN would compare as nearest
  /// to everything.
  static func checkFinite(_ file: SafetensorsFile, remedy: Remedy) throws(HUSEError) {
    for name in file.names {
      guard let value = try file.firstNonFinite(of: name) else { continue }
      throw .malformedFile(
        path: file.path,
        problem: "tensor '\(name)' contains \(value.isNaN ? "NaN" : "infinity")", remedy: remedy)
    }
  }

  /// Creates a part, and names the file in the error if the parts do not fit together.
  static func part<Part>(
    _ name: String, of file: SafetensorsFile, _ body: () throws(HUSEError) -> Part
  ) throws(HUSEError) -> Part {
    do throws(HUSEError) { return try body() } catch {
      throw .malformedFile(
        path: file.path, problem: "\(name): \(error.statement)", remedy: remedy)
    }
  }

  static let remedy = Remedy.writeAgain(.model)

  private static func structure(in file: SafetensorsFile) throws(HUSEError) -> ModelStructure {
    do {
      return try JSONDecoder().decode(
        ModelStructure.self, from: Data((file.metadata[FileFormat.structureKey] ?? "").utf8))
    } catch {
      throw .malformedFile(
        path: file.path, problem: "the structure in its metadata cannot be read: \(error)",
        remedy: remedy)
    }
  }

  private static func tower(
    _ name: String, _ structure: ModelStructure.TowerStructure, in file: SafetensorsFile
  ) throws(HUSEError) -> Tower {
    var layers: [DenseLayer] = []
    // The count comes from the file. A missing layer ends the loop with an error.
    var index = 0
    while index < structure.layerCount {
      let weights = try file.tensor(ModelTensor.weights(name, index)).matrix
      let bias = try file.tensor(ModelTensor.bias(name, index)).matrix
      layers.append(
        try part("\(name), layer \(index)", of: file) { () throws(HUSEError) in
          try DenseLayer(weights: weights, bias: Vector(bias.values))
        })
      index += 1
    }
    let scaling = structure.hasInputScaling ? try scaling(of: name, in: file) : nil
    return try part(name, of: file) { () throws(HUSEError) in
      try Tower(
        layers: layers, dropout: structure.dropout, inputDropout: structure.inputDropout ?? 0,
        rectifiesOutput: structure.rectifiesOutput, inputScaling: scaling)
    }
  }

  static func scaling(
    of name: String, in file: SafetensorsFile
  ) throws(HUSEError) -> FeatureScaling {
    let mean = try file.tensor(ModelTensor.inputMean(name)).matrix
    let factor = try file.tensor(ModelTensor.inputScale(name)).matrix
    return try part("\(name), input scaling", of: file) { () throws(HUSEError) in
      try FeatureScaling(mean: Vector(mean.values), scale: Vector(factor.values))
    }
  }

  private static func classifier(
    _ name: String, _ structure: ModelStructure, dimension: Int, in file: SafetensorsFile
  ) throws(HUSEError) -> Classifier {
    let weights = try file.tensor(ModelTensor.weights(name)).matrix
    let bias = try file.tensor(ModelTensor.bias(name)).matrix
    let classCount = structure.classNames.count
    guard weights.columns == classCount, bias.rows == 1, bias.columns == classCount else {
      throw .malformedFile(
        path: file.path,
        problem: "\(name) has \(weights.columns) columns and a bias of shape "
          + "[\(bias.rows), \(bias.columns)] for \(classCount) classes",
        remedy: remedy)
    }
    guard weights.rows == dimension else {
      throw .malformedFile(
        path: file.path,
        problem: "\(name) takes \(weights.rows) values, an embedding has \(dimension)",
        remedy: remedy)
    }
    let scale: LogitScale =
      if let fixed = structure.fixedLogitScale { .fixed(fixed) } else {
        .learned(exp(try single(ModelTensor.logScale(name), in: file)))
      }
    guard scale.value.isFinite, scale.value > 0 else {
      throw .malformedFile(
        path: file.path,
        problem: "the scale of the logits of \(name) is \(scale.value), expected above 0",
        remedy: remedy)
    }
    var classifier = Classifier(weights: weights, bias: bias, logitScale: scale)
    // Use the stored logarithm itself, because exp and log would round it.
    if case .learned = scale {
      classifier.logScale = try file.tensor(ModelTensor.logScale(name)).matrix
    }
    return classifier
  }

  private static func similarity(
    _ structure: ModelStructure, in file: SafetensorsFile
  ) throws(HUSEError) -> LearnedSimilarity? {
    guard structure.hasSimilarityScale == true else { return nil }
    let logScale = try single(ModelTensor.similarityLogScale, in: file)
    let bias = try single(ModelTensor.similarityBias, in: file)
    guard let similarity = LearnedSimilarity(logScale: logScale, bias: bias) else {
      throw .malformedFile(
        path: file.path,
        problem: "the similarity scale has the logarithm \(logScale) and the bias \(bias), "
          + "expected finite numbers and a scale of at most \(SimilarityScale.largestScale)",
        remedy: remedy)
    }
    return similarity
  }

  private static func single(_ name: String, in file: SafetensorsFile) throws(HUSEError) -> Float {
    let values = try file.tensor(name).matrix
    guard values.count == 1 else {
      throw .malformedFile(
        path: file.path, problem: "tensor '\(name)' must hold one value, found \(values.count)",
        remedy: remedy)
    }
    return values[0, 0]
  }

  private static func stored(
    _ encoder: ModelStructure.EncoderStructure, prefix: String, in file: SafetensorsFile
  ) throws(HUSEError) -> StoredEncoder {
    StoredEncoder(
      kind: encoder.kind, settings: Data(encoder.settings.utf8),
      contents: try file.contents(withPrefix: prefix))
  }
}
