internal import HUSECore

/// The head of SigLIP, which pools the states of an image by attention with a learned query and
/// adds a fully connected part.
///
/// There is only one query, so keys and values need not be computed for every token. With qₕ,
/// Kₕ and Vₕ of head h, the scores are X (Kₕᵀ qₕ) and the pooled values are
/// Vₕ (aₕ X) + b. The bias of the keys adds the same number to all scores of a head, which
/// changes nothing.
struct AttentionPooling: Sendable {
  private let names: Names
  private let headCount: Int
  /// The learned query, `[1 × hidden]`.
  private let probe: Matrix
  /// The projections to queries, keys and values, `[3 · hidden × hidden]` and
  /// `[1 × 3 · hidden]`.
  private let projections: Linear
  /// The vectors Kₕᵀ qₕ / √headSize of the heads, `[heads × hidden]`.
  private let queries: Matrix
  private let attentionOutput: PackedLinear
  private let normalization: LayerNormalization
  private let intermediate: PackedLinear
  private let output: PackedLinear
  private let activation: TransformerActivation

  private struct Names {
    let probe, weight, bias, attentionOutput, normalization, intermediate, output: String

    init(_ prefix: String) {
      probe = "\(prefix).probe"
      weight = "\(prefix).attention.in_proj_weight"
      bias = "\(prefix).attention.in_proj_bias"
      attentionOutput = "\(prefix).attention.out_proj"
      normalization = "\(prefix).layernorm"
      intermediate = "\(prefix).mlp.fc1"
      output = "\(prefix).mlp.fc2"
    }
  }

  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(
    _ prefix: String, _ configuration: TransformerConfiguration, from weights: ScopedWeights
  ) throws(HUSEError) {
    let (size, inner) = (configuration.hiddenSize, configuration.intermediateSize)
    names = Names(prefix)
    headCount = configuration.headCount
    activation = configuration.activation
    probe = try weights.matrix(names.probe, [1, 1, size])
    projections = Linear(
      weight: WeightMatrix(try weights.matrix(names.weight, [3 * size, size])),
      bias: try weights.matrix(names.bias, [3 * size]))
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws(HUSEError) -> PackedLinear {
      PackedLinear([try Linear(name, inputs: inputs, outputs: outputs, from: weights)])
    }
    attentionOutput = try linear(names.attentionOutput, size, size)
    normalization = try LayerNormalization(
      names.normalization, size: size, epsilon: configuration.epsilon, from: weights)
    intermediate = try linear(names.intermediate, size, inner)
    output = try linear(names.output, inner, size)
    queries = Self.queries(probe, projections, headCount: headCount)
  }

  private static func queries(_ probe: Matrix, _ projections: Linear, headCount: Int) -> Matrix {
    let size = probe.columns
    let headSize = size / headCount
    var query = Matrix(uninitializedRows: 1, columns: size)
    query.assignProduct(
      of: probe, and: projections.weight.matrix[rows: 0..<size], transposingSecond: true)
    for column in 0..<size { query[0, column] += projections.bias?[0, column] ?? 0 }
    var queries = Matrix(uninitializedRows: headCount, columns: size)
    for head in 0..<headCount {
      let columns = head * headSize..<(head + 1) * headSize
      queries.assignProduct(
        atRow: head, of: MatrixBlock(query, rows: 0..<1, columns: columns),
        and: MatrixBlock(
          projections.weight.matrix, rows: columns.offset(by: size), columns: 0..<size),
        scaledBy: 1 / Float(headSize).squareRoot())
    }
    return queries
  }

  /// The features of images, `[images × hidden]`.
  ///
  /// - Parameters:
  ///   - states: the normalised states of all tokens, `[tokens × hidden]`.
  ///   - images: the rows of each image.
  /// - Returns: a row for each image.
  func callAsFunction(_ states: Matrix, images: [Range<Int>]) -> Matrix {
    let size = states.columns
    let headSize = size / headCount
    let pooled = UnsafeSharedRows(rows: images.count, columns: size)
    for (row, tokens) in images.enumerated() {
      let tokens = states[rows: tokens]
      var scores = UnsafeSharedRows(rows: headCount, columns: tokens.rows)
      scores.assignProduct(of: queries, and: tokens, transposingSecond: true)
      Kernels.best.softmaxRows(of: &scores)
      var means = UnsafeSharedRows(rows: headCount, columns: size)
      means.assignProduct(of: scores.matrix, and: tokens)
      var target = pooled
      for head in 0..<headCount {
        let values = 2 * size + head * headSize..<2 * size + (head + 1) * headSize
        target.assignProduct(
          atRow: row, column: head * headSize,
          of: MatrixBlock(means.matrix, rows: head..<head + 1, columns: 0..<size),
          and: MatrixBlock(projections.weight.matrix, rows: values, columns: 0..<size),
          transposingSecond: true)
      }
    }
    var values = pooled.matrix
    if let bias = projections.bias {
      for row in 0..<values.rows {
        for column in 0..<size { values[row, column] += bias[0, 2 * size + column] }
      }
    }
    var attended = Matrix(uninitializedRows: images.count, columns: size)
    attentionOutput.apply(to: values, into: &attended)
    var normalized = attended
    normalization.apply(to: &normalized)
    var inner = Matrix(uninitializedRows: images.count, columns: intermediate.outputs)
    intermediate.apply(to: normalized, activation: activation.clamp, into: &inner)
    TransformerKernels.apply(activation, to: &inner, columns: 0..<inner.columns)
    var result = Matrix(uninitializedRows: images.count, columns: size)
    output.apply(to: inner, adding: attended, into: &result)
    return result
  }

  /// The weights under their names in a checkpoint.
  var tensors: [String: EncoderTensor] {
    var result = [
      names.probe: .values(Tensor(validShape: [1, 1, probe.count], matrix: probe)),
      names.weight: EncoderTensor(projections.weight),
    ]
    if let bias = projections.bias { result[names.bias] = EncoderTensor(vector: bias) }
    attentionOutput.layers[0].store(names.attentionOutput, in: &result)
    normalization.store(names.normalization, in: &result)
    intermediate.layers[0].store(names.intermediate, in: &result)
    output.layers[0].store(names.output, in: &result)
    return result
  }
}
