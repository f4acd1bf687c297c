internal import HUSECore

/// The network: token embeddings and a stack of layers.
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
  /// - Precondition: the batch's tokens are below the vocabulary's size, its sequences no longer
  ///   than the positions.
  func lastStates(_ count: Int, of batch: TokenBatch, in pool: inout BufferPool) -> [Matrix] {
    var x = pool.matrix(rows: batch.tokens.count, columns: configuration.hiddenSize)
    x.gather(rowsAt: batch.tokens.map { Int($0) }, of: wordEmbeddings)
    var positions = pool.matrix(rows: x.rows, columns: x.columns)
    positions.gather(rowsAt: batch.sequences.flatMap { 0..<$0.count }, of: positionEmbeddings)
    normalization.apply(to: &x, addingFirst: typeEmbeddings[rows: 0..<1], and: positions)
    pool.recycle(positions)

    var states: [Matrix] = []
    for (index, layer) in layers.enumerated() {
      let next = layer(x, sequences: batch.sequences, in: &pool)
      if states.isEmpty { pool.recycle(x) }
      x = next
      if index + count >= layers.count { states.append(x) }
    }
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
    func add(_ name: String, _ linear: Linear) {
      result["\(name).weight"] = Tensor(linear.weight)
      addVector("\(name).bias", linear.bias)
    }
    func add(_ name: String, _ normalization: LayerNormalization) {
      addVector("\(name).weight", normalization.gain)
      addVector("\(name).bias", normalization.offset)
    }
    add("embeddings.LayerNorm", normalization)
    for (index, layer) in layers.enumerated() {
      let name = "encoder.layer.\(index)"
      add("\(name).attention.self.query", layer.attention.query)
      add("\(name).attention.self.key", layer.attention.key)
      add("\(name).attention.self.value", layer.attention.value)
      add("\(name).attention.output.dense", layer.attentionOutput)
      add("\(name).attention.output.LayerNorm", layer.attentionNormalization)
      add("\(name).intermediate.dense", layer.intermediate)
      add("\(name).output.dense", layer.output)
      add("\(name).output.LayerNorm", layer.outputNormalization)
    }
    return result
  }
}

/// The tokens of several sequences, one after the other without padding.
struct TokenBatch: Sendable {
  let tokens: [Int32]
  /// Where each sequence lies among the tokens.
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
