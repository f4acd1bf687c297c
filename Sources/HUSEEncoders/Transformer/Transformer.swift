internal import HUSECore

/// A stack of transformer layers over embedded tokens, such as words of texts or patches of images.
///
/// Sequences of different lengths follow one another in the rows of one matrix, without padding.
/// Each sequence attends only to itself.
///
/// ```swift
/// let transformer = try Transformer(configuration, names: .bert, from: weights)
/// var input = pool.matrix(rows: 7, columns: configuration.hiddenSize)   // embedded tokens
/// let states = transformer.lastStates(
///   1, of: input, sequences: [0..<3, 3..<7], threads: 1, in: &pool)     // [7 × hidden]
/// ```
///
/// Embeddings and their normalisation come before it. A last normalisation, in models that
/// normalise before each branch, and pooling come after it. `SequenceBatches` chooses which
/// sequences are computed together. Vaswani et al. 2017, "Attention Is All You Need".
struct Transformer: Sendable {
  let configuration: TransformerConfiguration
  private let names: TransformerNames
  private let layers: [TransformerLayer]

  ///
  /// - Parameters:
  ///   - configuration: the sizes in the checkpoint.
  ///   - names: the names of the tensors.
  ///   - positionBias: the bias that is added to attention scores, for models that have one.
  ///   - weights: the tensors of the checkpoint.
  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(
    _ configuration: TransformerConfiguration, names: TransformerNames,
    positionBias: RelativePositionBias? = nil, from weights: ScopedWeights
  ) throws(HUSEError) {
    self.configuration = configuration
    self.names = names
    var layers: [TransformerLayer] = []
    for index in 0..<configuration.layerCount {
      layers.append(
        try TransformerLayer(
          index, configuration, names: names, positionBias: positionBias, from: weights))
      // The layer is packed; its tensors in the mapped file would be a second copy.
      weights.weights.releasePages()
    }
    self.layers = layers
  }

  /// The outputs of the last layers, in order, each `[tokens × hidden]`.
  ///
  /// - Parameters:
  ///   - count: the number of layers.
  ///   - input: embedded tokens, `[tokens × hidden]`; its memory is reused if nothing else refers
  ///     to it.
  ///   - sequences: the rows of each sequence; they cover all rows.
  ///   - threads: the number of threads that work together.
  ///   - pool: the source of memory, to which the caller should return the results.
  /// - Returns: the outputs, with the last layer's at the end.
  /// - Precondition: `count` is at most the number of layers.
  func lastStates(
    _ count: Int, of input: consuming Matrix, sequences: [Range<Int>], threads: Int,
    in pool: inout BufferPool
  ) -> [Matrix] {
    precondition(count <= layers.count, "the last \(count) of \(layers.count) layers")
    let (rows, columns) = (input.rows, input.columns)
    var other = pool.matrix(rows: rows, columns: columns)
    // The outputs of other layers are read only by the next layer.
    var states = (0..<count).map { _ in pool.matrix(rows: rows, columns: columns) }
    let kept = states.indices.map { UnsafeSharedRows(&states[$0]) }
    let passing = [UnsafeSharedRows(&other), UnsafeSharedRows(&input)]
    TransformerPass.run(
      layers, from: passing[1],
      into: layers.indices.map {
        let last = $0 - (layers.count - count)
        return last >= 0 ? kept[last] : passing[$0 % 2]
      }, sequences: sequences, threads: threads, using: &pool)
    pool.recycle(input)
    pool.recycle(other)
    return states
  }

  /// The weights under their names in a checkpoint.
  var tensors: [String: EncoderTensor] {
    layers.indices.reduce(into: [:]) { result, index in
      let prefix = "\(names.layers).\(index)."
      for (name, tensor) in layers[index].tensors(names) { result[prefix + name] = tensor }
    }
  }
}
