/// A fully connected layer, h = x·W + b.
public struct DenseLayer: Sendable, Equatable {
  /// The weights W, `[inputs × outputs]`.
  public internal(set) var weights: Matrix
  /// The bias b, `[1 × outputs]`.
  public internal(set) var bias: Matrix

  /// The length of an input row.
  public var inputDimension: Int { weights.rows }
  /// The length of an output row.
  public var outputDimension: Int { weights.columns }

  /// Creates a layer from weights and bias.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless the bias has a value for each column of the
  ///   weights.
  public init(weights: Matrix, bias: Vector) throws(HUSEError) {
    guard bias.count == weights.columns else {
      throw .shapeMismatch(
        expected: [weights.columns], found: [bias.count], in: "bias of a layer",
        remedy: "A bias has one value for each column of the weights.")
    }
    self.weights = weights
    self.bias = Matrix(row: Array(bias))
  }

  init(
    inputs: Int, outputs: Int, initialization: WeightInitialization,
    using generator: inout SplitMix64
  ) {
    weights = initialization.weights(inputs: inputs, outputs: outputs, using: &generator)
    bias = Matrix(rows: 1, columns: outputs)
  }
}
