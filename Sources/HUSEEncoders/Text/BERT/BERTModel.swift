internal import HUSECore

/// The BERT network: token embeddings and a stack of transformer layers.
struct BERTModel: Sendable {
  let configuration: BERTConfiguration
  private let wordEmbeddings: WeightMatrix
  private let positionEmbeddings: WeightMatrix
  private let typeEmbeddings: WeightMatrix
  private let normalization: LayerNormalization
  private let transformer: Transformer

  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(_ configuration: BERTConfiguration, _ weights: NetworkWeights) throws(HUSEError) {
    let tensors = ScopedWeights(
      weights, prefixes: ["bert."], having: "embeddings.word_embeddings.weight")
    let size = configuration.hiddenSize
    self.configuration = configuration
    wordEmbeddings = try tensors.weights(
      "embeddings.word_embeddings.weight", [configuration.vocabularySize, size])
    positionEmbeddings = try tensors.addedRows(
      "embeddings.position_embeddings.weight", [configuration.positionCount, size])
    typeEmbeddings = try tensors.addedRows(
      "embeddings.token_type_embeddings.weight", [configuration.typeCount, size])
    normalization = try LayerNormalization(
      "embeddings.LayerNorm", size: size, epsilon: configuration.epsilon, from: tensors)
    transformer = try Transformer(configuration.transformer, names: .bert, from: tensors)
    weights.releaseMemory()
  }

  /// The outputs of the last layers, in order, each `[tokens × hidden]`.
  ///
  /// `threads` is the number of threads that work together.
  ///
  /// - Precondition: token IDs are below the size of the vocabulary; no sequence is longer than the
  ///   number of positions.
  func lastStates(
    _ count: Int, of batch: TokenBatch, threads: Int, in pool: inout BufferPool
  ) -> [Matrix] {
    let (rows, columns) = (batch.tokens.count, configuration.hiddenSize)
    var input = pool.matrix(rows: rows, columns: columns)
    input.gather(rowsAt: batch.tokens.map { Int($0) }[...], of: wordEmbeddings)
    var others = pool.matrix(rows: rows, columns: columns)
    others.gather(rowsAt: batch.sequences.flatMap { 0..<$0.count }[...], of: positionEmbeddings)
    input.add(others, scaledBy: 1)
    others.gather(rowsAt: [Int](repeating: 0, count: rows)[...], of: typeEmbeddings)
    input.add(others, scaledBy: 1)
    pool.recycle(others)
    normalization.apply(to: &input)
    return transformer.lastStates(
      count, of: input, sequences: batch.sequences, threads: threads, in: &pool)
  }

  /// The weights under their names in a checkpoint.
  var tensors: [String: EncoderTensor] {
    var result = transformer.tensors
    result["embeddings.word_embeddings.weight"] = EncoderTensor(wordEmbeddings)
    result["embeddings.position_embeddings.weight"] = EncoderTensor(positionEmbeddings)
    result["embeddings.token_type_embeddings.weight"] = EncoderTensor(typeEmbeddings)
    normalization.store("embeddings.LayerNorm", in: &result)
    return result
  }
}
