internal import HUSECore

/// A text model: token embeddings, a transformer, and a projection of what is pooled.
struct TextModel: Sendable {
  let configuration: TextModelConfiguration
  private let words: WeightMatrix
  private let positions: WeightMatrix
  private let types: WeightMatrix?
  private let normalization: LayerNormalization
  private let positionBias: RelativePositionBias?
  private let transformer: Transformer
  private let projection: Linear?
  private let packedProjection: PackedLinear?

  private static let types = "embeddings.token_type_embeddings.weight"
  private static let bias = "encoder.relative_attention_bias.weight"
  private static let clipProjection = "text_projection"
  private static let siglipHead = "head"

  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(_ configuration: TextModelConfiguration, _ weights: NetworkWeights) throws(HUSEError) {
    let kind = configuration.kind
    let size = configuration.transformer.hiddenSize
    let tensors = ScopedWeights(weights, prefixes: kind.prefixes, having: kind.wordEmbeddings)
    self.configuration = configuration
    words = try tensors.weights(kind.wordEmbeddings, [configuration.vocabularySize, size])
    positions = try tensors.addedRows(kind.positionEmbeddings, [configuration.positionCount, size])
    types =
      configuration.typeCount > 0
      ? try tensors.addedRows(Self.types, [configuration.typeCount, size]) : nil
    normalization = try LayerNormalization(
      kind.normalization, size: size, epsilon: configuration.transformer.epsilon, from: tensors)
    positionBias =
      kind == .mpnet
      ? RelativePositionBias(
        weight: try tensors.matrix(
          Self.bias, [configuration.bucketCount, configuration.transformer.headCount]),
        longest: configuration.longestSequence) : nil
    transformer = try Transformer(
      configuration.transformer, names: kind.names, positionBias: positionBias, from: tensors)
    projection = try Self.projection(configuration, weights: weights, tensors: tensors)
    packedProjection = projection.map { PackedLinear([$0]) }
  }

  private static func projection(
    _ configuration: TextModelConfiguration, weights: NetworkWeights, tensors: ScopedWeights
  ) throws(HUSEError) -> Linear? {
    let (size, outputs) = (configuration.transformer.hiddenSize, configuration.projectionSize)
    switch configuration.kind {
    case .siglip:
      return try Linear(siglipHead, inputs: size, outputs: outputs, from: tensors)
    // CLIP's text model by itself has no projection.
    case .clip where weights.contains("\(clipProjection).weight"):
      return try Linear(
        clipProjection, inputs: size, outputs: outputs, hasBias: false,
        from: ScopedWeights(weights))
    default: return nil
    }
  }

  /// The length of what `pooled` returns for each way of pooling.
  var outputSize: Int { projection?.outputs ?? configuration.transformer.hiddenSize }

  /// The last states of the tokens, `[tokens × hidden]`.
  ///
  /// - Precondition: the batch's tokens are below the vocabulary's size, its sequences no longer
  ///   than `longestSequence`.
  func states(of batch: TokenBatch, threads: Int, in pool: inout BufferPool) -> Matrix {
    let (rows, columns) = (batch.tokens.count, configuration.transformer.hiddenSize)
    var input = pool.matrix(rows: rows, columns: columns)
    input.gather(rowsAt: batch.tokens.map { Int($0) }[...], of: words)
    var others = pool.matrix(rows: rows, columns: columns)
    others.gather(
      rowsAt: batch.sequences.flatMap { positions(of: batch.tokens[$0]) }[...],
      of: positions)
    input.add(others, scaledBy: 1)
    if let types {
      others.gather(rowsAt: [Int](repeating: 0, count: rows)[...], of: types)
      input.add(others, scaledBy: 1)
    }
    pool.recycle(others)
    let normalizesFirst = configuration.transformer.normalization == .before
    if !normalizesFirst { normalization.apply(to: &input) }
    var states = transformer.lastStates(
      1, of: input, sequences: batch.sequences, threads: threads, in: &pool)
    if normalizesFirst { normalization.apply(to: &states[0]) }
    return states[0]
  }

  /// The rows of the position embeddings for the tokens of a sequence.
  private func positions(of tokens: ArraySlice<Int32>) -> [Int] {
    guard configuration.kind.countsFromPadding else { return Array(0..<tokens.count) }
    // A padding token in a text has the position of padding, and is not counted.
    let padding = configuration.paddingToken
    var last = padding
    return tokens.map { token in
      guard token != padding else { return padding }
      last += 1
      return last
    }
  }

  /// The projection of pooled states, `[rows × outputSize]`.
  func projected(_ pooled: Matrix) -> Matrix {
    guard let packedProjection else { return pooled }
    var result = Matrix(uninitializedRows: pooled.rows, columns: packedProjection.outputs)
    packedProjection.apply(to: pooled, into: &result)
    return result
  }

  /// The weights under their names in a checkpoint.
  var tensors: [String: EncoderTensor] {
    var result = transformer.tensors
    let kind = configuration.kind
    result[kind.wordEmbeddings] = EncoderTensor(words)
    result[kind.positionEmbeddings] = EncoderTensor(positions)
    if let types { result[Self.types] = EncoderTensor(types) }
    if let positionBias { result[Self.bias] = .values(Tensor(positionBias.weight)) }
    normalization.store(kind.normalization, in: &result)
    projection?.store(kind == .clip ? Self.clipProjection : Self.siglipHead, in: &result)
    return result
  }
}
