import HUSECore
import HUSEModel

extension ONNXGraph {
  private static let embeddings = "embeddings"
  private static let probabilities = "probabilities"

  /// The graph from the features of a modality to its embeddings and class scores.
  init(of model: SharedEmbedding, _ modality: Modality) {
    self.init(named: "huse-\(modality.rawValue)")
    let tower = modality == .image ? model.imageTower : model.textTower
    let features = addInput("features", columns: tower.inputDimension)
    let vectors = add(
      tower, of: features, named: "\(modality.rawValue)_tower",
      output: model.classComponent == nil ? Self.embeddings : "tower_embeddings")
    let logits = addLogits(of: model, modality, features: features, vectors: vectors)
    let scores = add("Softmax", logits, named: Self.probabilities, .integer("axis", -1))
    if let component = model.classComponent {
      add(component, to: vectors, probabilities: scores)
    }
    addOutput(Self.embeddings, columns: model.dimension)
    addOutput(Self.probabilities, columns: model.classCount)
  }

  private mutating func add(
    _ tower: Tower, of features: Value, named name: String, output: String
  ) -> Value {
    var rows = features
    if let scaling = tower.inputScaling { rows = add(scaling, of: rows, named: "\(name).input") }
    for (index, layer) in tower.layers.enumerated() {
      let layerName = "\(name).layers.\(index)"
      rows = add(layer, of: rows, named: layerName)
      if index < tower.layers.count - 1 || tower.rectifiesOutput {
        rows = add("Relu", rows, named: "\(layerName).rectified")
      }
    }
    return addNormalized(rows, named: output)
  }

  private mutating func add(
    _ scaling: FeatureScaling, of rows: Value, named name: String
  ) -> Value {
    let mean = add(vector: scaling.mean, named: "\(name).mean")
    let scale = add(vector: scaling.scale, named: "\(name).scale")
    let centered = add("Sub", rows, mean, named: "\(name).centered")
    return add("Mul", centered, scale, named: "\(name).scaled")
  }

  /// Adds `factor · x · W + offsetFactor · b`.
  private mutating func add(
    _ layer: DenseLayer, of rows: Value, named name: String, factor: Float = 1,
    offsetFactor: Float = 1
  ) -> Value {
    add(
      "Gemm", rows, add(weights: layer.weights, named: "\(name).weights"),
      add(vector: layer.bias, named: "\(name).bias"), named: "\(name).output",
      .float("alpha", factor), .float("beta", offsetFactor))
  }

  /// Adds the normalisation of rows, which divides them by the larger of their length and 1e-12, as
  /// a tower does.
  ///
  /// Rows are first divided by their largest value, so that no square exceeds the range of float32.
  /// The length of a row is then at least 1, unless all its values are zero or nearly zero.
  private mutating func addNormalized(_ rows: Value, named name: String) -> Value {
    let columns = Attribute.integers("axes", [-1])
    let least = add(
      vector: Matrix(rows: 1, columns: 1, repeating: 1e-12), named: "\(name).least")
    let one = add(vector: Matrix(rows: 1, columns: 1, repeating: 1), named: "\(name).one")
    let sizes = add("Abs", rows, named: "\(name).sizes")
    let largest = add("ReduceMax", sizes, named: "\(name).largest", columns)
    let divisor = add("Max", largest, least, named: "\(name).divisor")
    let scaled = add("Div", rows, divisor, named: "\(name).scaled")
    let lengths = add("ReduceL2", scaled, named: "\(name).lengths", columns)
    let atLeastOne = add("Max", lengths, one, named: "\(name).length_divisor")
    return add("Div", scaled, atLeastOne, named: name)
  }

  /// Adds the logits `embedding · (s Wᵀφ + b) + regression · (V x + c)`, with the factors of
  /// `ClassOpinions`.
  private mutating func addLogits(
    of model: SharedEmbedding, _ modality: Modality, features: Value, vectors: Value
  ) -> Value {
    let classifier =
      modality == .text ? model.textClassifier ?? model.classifier : model.classifier
    let weights = model.opinions[modality]
    let name = "classifier"
    let logits = add(
      "Gemm", vectors, add(weights: classifier.weights, named: "\(name).weights"),
      add(vector: classifier.bias, named: "\(name).bias"), named: "\(name).logits",
      .float("alpha", classifier.logitScale.value * weights.embedding),
      .float("beta", weights.embedding))
    guard weights.regression > 0, let regression = model.opinions.regression(modality) else {
      return logits
    }
    let scaled = add(regression.scaling, of: features, named: "regression.input")
    let others = add(
      regression.layer, of: scaled, named: "regression", factor: weights.regression,
      offsetFactor: weights.regression)
    return add("Add", logits, others, named: "logits")
  }

  /// Adds the unit rows [φ ; λ s/|s|], with s = Σ_k p_k ψ_k − Σ_k π_k ψ_k.
  private mutating func add(
    _ component: ClassComponent, to vectors: Value, probabilities: Value
  ) {
    let name = "class_component"
    let classVectors = add(weights: component.classVectors, named: "\(name).vectors")
    let expectation = add(vector: component.expectation, named: "\(name).expectation")
    let expected = add("MatMul", probabilities, classVectors, named: "\(name).expected")
    let difference = add("Sub", expected, expectation, named: "\(name).difference")
    let directions = addNormalized(difference, named: "\(name).directions")
    let weight = add(
      vector: Matrix(rows: 1, columns: 1, repeating: component.weight), named: "\(name).weight")
    let weighted = add("Mul", directions, weight, named: "\(name).weighted")
    let joined = add("Concat", vectors, weighted, named: "joined", .integer("axis", -1))
    _ = addNormalized(joined, named: Self.embeddings)
  }
}
