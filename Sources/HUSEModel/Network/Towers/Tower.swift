/// A stack of fully connected layers with output rows of unit length: φ_I or φ_T.
///
/// ```swift
/// let tower = try Tower(
///   inputDimension: 2048, hiddenDimensions: [512, 512], outputDimension: 256, seed: 1)
/// let embeddings = try tower(features)     // [rows × 256], each row of length 1
/// ```
///
/// Hidden layers are followed by ReLU and, in training, by dropout. The last layer is linear by
/// default. With a ReLU, no two embeddings could be farther apart than distance 1, and a row of
/// zeros would have no direction. With `rectifiesOutput`, embeddings have no negative values.
///
/// A row that the last layer maps to zeros stays zero: its distance to everything is 1, and no
/// gradient flows through it.
public struct Tower: Sendable, Equatable {
  /// The layers, from input to output.
  public internal(set) var layers: [DenseLayer]
  /// The scaling of the features before the first layer, if any.
  public let inputScaling: FeatureScaling?
  /// The share of hidden values that training sets to zero, in [0, 1).
  public let dropout: Float
  /// The share of features that training sets to zero, in [0, 1).
  public let inputDropout: Float
  /// Whether the last layer has a ReLU before its rows are normalised.
  public let rectifiesOutput: Bool

  /// The length of a feature vector.
  public var inputDimension: Int { layers.first?.inputDimension ?? 0 }
  /// The length of an embedding, D.
  public var outputDimension: Int { layers.last?.outputDimension ?? 0 }

  /// Creates a tower with random weights.
  ///
  /// - Parameters:
  ///   - inputDimension: the length of a feature vector.
  ///   - hiddenDimensions: the widths of the hidden layers; empty for a linear map.
  ///   - outputDimension: D, the length of an embedding.
  ///   - dropout: the share of hidden values that training sets to zero, in [0, 1); 0.15 in the
  ///     paper.
  ///   - inputDropout: the share of features that training sets to zero, in [0, 1); 0 in the paper.
  ///     With features from a frozen network and few pairs, it is a strong regularisation.
  ///   - rectifiesOutput: whether the last layer has a ReLU before normalisation.
  ///   - initialization: how the weights are drawn.
  ///   - inputScaling: the scaling that is applied to features first, both in training and in
  ///     inference.
  ///   - seed: the same seed gives the same weights; the two towers of a model need different
  ///     seeds.
  /// - Throws: `HUSEError.invalidArgument` for a dimension below 1, weights that, with the memory
  ///   that training takes, do not fit on this machine, or dropout outside [0, 1); `.shapeMismatch`
  ///   for a scaling of another dimension.
  public init(
    inputDimension: Int, hiddenDimensions: [Int], outputDimension: Int, dropout: Float = 0.15,
    inputDropout: Float = 0, rectifiesOutput: Bool = false,
    initialization: WeightInitialization = .he, inputScaling: FeatureScaling? = nil,
    seed: UInt64
  ) throws(HUSEError) {
    let widths = [inputDimension] + hiddenDimensions + [outputDimension]
    for width in widths where width < 1 {
      throw .invalidArgument(
        name: "dimensions of a tower", found: "\(widths)", expected: "numbers above 0")
    }
    var generator = SplitMix64(seed: seed)
    var layers: [DenseLayer] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      // Training needs a gradient and two moments in addition to the weights.
      try MemoryLimit.check(
        rows: inputs, columns: outputs, copies: 4, name: "weights of a layer")
      layers.append(
        DenseLayer(
          inputs: inputs, outputs: outputs, initialization: initialization, using: &generator))
    }
    try self.init(
      layers: layers, dropout: dropout, inputDropout: inputDropout,
      rectifiesOutput: rectifiesOutput, inputScaling: inputScaling)
  }

  /// Creates a tower from layers.
  ///
  /// - Throws: `HUSEError.invalidArgument` if there is no layer, a dimension is 0 or dropout is
  ///   outside [0, 1), `.shapeMismatch` if the dimensions of consecutive layers do not agree.
  public init(
    layers: [DenseLayer], dropout: Float = 0.15, inputDropout: Float = 0,
    rectifiesOutput: Bool = false, inputScaling: FeatureScaling? = nil
  ) throws(HUSEError) {
    guard let first = layers.first else {
      throw .invalidArgument(
        name: "layers of a tower", found: "none", expected: "at least one layer")
    }
    let widths = [first.inputDimension] + layers.map(\.outputDimension)
    guard widths.allSatisfy({ $0 > 0 }) else {
      throw .invalidArgument(
        name: "dimensions of a tower", found: "\(widths)", expected: "numbers above 0")
    }
    for (index, (layer, next)) in zip(layers, layers.dropFirst()).enumerated()
    where layer.outputDimension != next.inputDimension {
      throw .shapeMismatch(
        expected: [layer.outputDimension, next.outputDimension],
        found: [next.inputDimension, next.outputDimension], in: "layer \(index + 1) of a tower",
        remedy: "A layer takes as many values as the one before gives.")
    }
    for (name, share) in [("dropout", dropout), ("inputDropout", inputDropout)]
    where !(share >= 0 && share < 1) {
      throw .invalidArgument(name: name, found: "\(share)", expected: "a share in [0, 1)")
    }
    if let inputScaling, inputScaling.dimension != first.inputDimension {
      throw .shapeMismatch(
        expected: [first.inputDimension], found: [inputScaling.dimension],
        in: "input scaling of a tower", remedy: "Fit the scaling on the features of this tower.")
    }
    self.layers = layers
    self.dropout = dropout
    self.inputDropout = inputDropout
    self.rectifiesOutput = rectifiesOutput
    self.inputScaling = inputScaling
  }

  /// The embeddings of features: `[rows × inputDimension]` to unit rows
  /// `[rows × outputDimension]`.
  ///
  /// No dropout is applied. Rows are processed in blocks, so the memory in addition to the result
  /// does not grow with their number.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length.
  public func callAsFunction(_ features: Matrix) throws(HUSEError) -> Matrix {
    guard features.columns == inputDimension else {
      throw .shapeMismatch(
        expected: [features.rows, inputDimension], found: [features.rows, features.columns],
        in: "input of a tower", remedy: "Pass features of the kind that the tower was made for.")
    }
    guard features.rows > Self.blockSize else { return embed(features) }
    var result = Matrix(rows: features.rows, columns: outputDimension)
    for start in stride(from: 0, to: features.rows, by: Self.blockSize) {
      let block = features[rows: start..<min(start + Self.blockSize, features.rows)]
      result.assign(embed(block), atRow: start)
    }
    return result
  }

  /// The largest number of rows that are processed at once.
  static let blockSize = 4096

  private func embed(_ features: Matrix) -> Matrix {
    var input = features
    inputScaling?.apply(to: &input)
    var norms = Matrix(uninitializedRows: 1, columns: input.rows)
    return run(
      input, norms: &norms,
      memory: { Matrix(uninitializedRows: features.rows, columns: layers[$0].outputDimension) },
      values: \.self)
  }

  /// Whether a layer is followed by ReLU.
  func rectifies(_ layer: Int) -> Bool { layer < layers.count - 1 || rectifiesOutput }
}

extension Tower {
  /// The dropout of hidden values in training.
  struct LayerDropout {
    /// The seed for each layer.
    let seeds: [UInt64]
    /// The number of the first row in the batch that the seeds belong to.
    let firstRow: Int
  }

  /// Runs the forward pass, in inference and in training, through all layers to unit rows.
  ///
  /// - Parameters:
  ///   - input: scaled features.
  ///   - dropout: `nil` in inference.
  ///   - norms: receive the lengths of the rows before normalisation.
  ///   - memory: the rows that a layer writes.
  ///   - values: these rows, for reading.
  ///   - multiply: sets the output of a layer to the product of its input and its weights, if not
  ///     the product of matrices does.
  /// - Returns: the embeddings, in the memory of the last layer.
  func run<Rows: WritableRows>(
    _ input: Matrix, dropout: LayerDropout? = nil, norms: inout Rows,
    memory: (_ layer: Int) -> Rows, values: (Rows) -> Matrix,
    multiply: ((_ layer: Int, _ input: Matrix, _ output: inout Rows) -> Void)? = nil
  ) -> Rows {
    func output(of layer: Int, from input: Matrix, dropping share: Float) -> Rows {
      var output = memory(layer)
      if let multiply {
        multiply(layer, input, &output)
      } else {
        output.assignProduct(of: input, and: layers[layer].weights)
      }
      Kernels.best.addBias(
        layers[layer].bias, to: &output, rectifying: rectifies(layer), dropout: share,
        seed: dropout?.seeds[layer] ?? 0, firstRow: dropout?.firstRow ?? 0)
      return output
    }
    let last = layers.count - 1
    var input = input
    for layer in 0..<last {
      input = values(output(of: layer, from: input, dropping: dropout == nil ? 0 : self.dropout))
    }
    var embeddings = output(of: last, from: input, dropping: 0)
    Kernels.best.normalizeRows(of: &embeddings, norms: &norms)
    return embeddings
  }
}
