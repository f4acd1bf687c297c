internal import HUSECore

/// The BERT network: token embeddings and a stack of transformer layers.
struct BERTModel: Sendable {
  let configuration: BERTConfiguration
  private let wordEmbeddings: Matrix
  private let positionEmbeddings: Matrix
  private let typeEmbeddings: Matrix
  private let normalization: LayerNormalization
  private let layers: [BERTLayer]

  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(_ configuration: BERTConfiguration, _ weights: NetworkWeights) throws(HUSEError) {
    let tensors = BERTTensors(weights)
    let size = configuration.hiddenSize
    self.configuration = configuration
    wordEmbeddings = try tensors.matrix(
      "embeddings.word_embeddings.weight", [configuration.vocabularySize, size])
    positionEmbeddings = try tensors.matrix(
      "embeddings.position_embeddings.weight", [configuration.positionCount, size])
    typeEmbeddings = try tensors.matrix(
      "embeddings.token_type_embeddings.weight", [configuration.typeCount, size])
    normalization = try LayerNormalization(
      "embeddings.LayerNorm", size: size, epsilon: configuration.epsilon, from: tensors)
    var layers: [BERTLayer] = []
    for index in 0..<configuration.layerCount {
      layers.append(try BERTLayer("encoder.layer.\(index)", configuration, from: tensors))
    }
    self.layers = layers
  }

  /// The outputs of the last layers, in order, each `[tokens × hidden]`.
  ///
  /// - Parameter threads: the number of threads that work together.
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
    normalization.apply(to: &input)

    // Only the next layer reads the outputs of the other layers, so two buffers take turns.
    var states = (0..<count).map { _ in pool.matrix(rows: rows, columns: columns) }
    let outputs = states.indices.map { UnsafeSharedRows(&states[$0]) }
    let alternating = [UnsafeSharedRows(&others), UnsafeSharedRows(&input)]
    BERTForwardPass.run(
      layers, from: alternating[1],
      into: layers.indices.map {
        let last = $0 - (layers.count - count)
        return last >= 0 ? outputs[last] : alternating[$0 % 2]
      }, sequences: batch.sequences, threads: threads, using: &pool)
    pool.recycle(input)
    pool.recycle(others)
    return states
  }

  /// The weights under their names in a checkpoint.
  var tensors: [String: Tensor] {
    var result: [String: Tensor] = [
      "embeddings.word_embeddings.weight": Tensor(wordEmbeddings),
      "embeddings.position_embeddings.weight": Tensor(positionEmbeddings),
      "embeddings.token_type_embeddings.weight": Tensor(typeEmbeddings),
    ]
    func addVector(_ name: String, _ vector: Matrix) {
      result[name] = Tensor(shape: [vector.count], matrix: vector)
    }
    func add(_ names: String..., of linear: PackedLinear) {
      for (name, layer) in zip(names, linear.layers) {
        result["\(name).weight"] = Tensor(layer.weight)
        addVector("\(name).bias", layer.bias)
      }
    }
    func add(_ name: String, _ normalization: LayerNormalization) {
      addVector("\(name).weight", normalization.gain)
      addVector("\(name).bias", normalization.offset)
    }
    add("embeddings.LayerNorm", normalization)
    for (index, layer) in layers.enumerated() {
      let name = "encoder.layer.\(index)"
      add(
        "\(name).attention.self.query", "\(name).attention.self.key",
        "\(name).attention.self.value", of: layer.attention.projections)
      add("\(name).attention.output.dense", of: layer.attentionOutput)
      add("\(name).attention.output.LayerNorm", layer.attentionNormalization)
      add("\(name).intermediate.dense", of: layer.intermediate)
      add("\(name).output.dense", of: layer.output)
      add("\(name).output.LayerNorm", layer.outputNormalization)
    }
    return result
  }
}

/// The tokens of several sequences, concatenated without padding.
struct TokenBatch: Sendable {
  let tokens: [Int32]
  /// The range of each sequence in `tokens`.
  let sequences: [Range<Int>]

  init(_ sequences: some Sequence<[Int32]>) {
    var tokens: [Int32] = []
    var ranges: [Range<Int>] = []
    for sequence in sequences {
      ranges.append(tokens.count..<tokens.count + sequence.count)
      tokens.append(contentsOf: sequence)
    }
    self.tokens = tokens
    self.sequences = ranges
  }
}
