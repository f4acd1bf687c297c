internal import HUSECore

/// A transformer over the patches of an image.
struct VisionTransformer: Sendable {
  let configuration: VisionConfiguration
  private let patches: Convolution
  /// The class token with its position added, `[1 × hidden]`, or `nil` for a model without one.
  private let classToken: Matrix?
  /// The positions of the patches, `[patches × hidden]`.
  private let positions: FeatureMap
  private let inputNormalization: LayerNormalization?
  private let transformer: Transformer
  private let outputNormalization: LayerNormalization
  private let head: AttentionPooling?
  private let projection: PackedLinear?
  /// The prefix of the names in the checkpoint.
  private let prefix: String

  ///
  /// - Parameters:
  ///   - configuration: the sizes in the checkpoint.
  ///   - side: the side of the images that are read.
  ///   - weights: the tensors of the checkpoint.
  /// - Throws: `HUSEError.malformedFile` and `.shapeMismatch` with the name of the tensor.
  init(
    _ configuration: VisionConfiguration, side: Int, from weights: NetworkWeights
  ) throws(HUSEError) {
    let names = VisionNames(configuration.kind)
    // The positions are in every checkpoint, always under the same name.
    let scoped = ScopedWeights(weights, prefixes: names.prefixes, having: names.positions)
    let size = configuration.hiddenSize
    prefix = scoped.prefix

    patches = Convolution(
      try ConvolutionWeights(
        scoped.prefix + names.patches, kernelSide: configuration.patchSide, inputs: 3,
        outputs: size, hasBias: configuration.kind != .clip, from: weights),
      stride: configuration.patchSide, padding: .symmetric(0), activation: .identity)
    let embedded = try Self.positions(configuration, names, from: scoped)
    let newGrid = side / configuration.patchSide
    positions = FeatureMap(
      height: newGrid, width: newGrid,
      values: PositionGrid.resized(
        embedded.patches, from: configuration.gridSide, to: newGrid))
    classToken = embedded.classToken

    let transformer = configuration.transformer
    func normalization(_ name: String) throws(HUSEError) -> LayerNormalization {
      try LayerNormalization(name, size: size, epsilon: configuration.epsilon, from: scoped)
    }
    inputNormalization = try names.inputNormalization.map(normalization)
    self.transformer = try Transformer(transformer, names: names.layers, from: scoped)
    outputNormalization = try normalization(names.outputNormalization)
    head =
      configuration.kind == .siglip
      ? try AttentionPooling(VisionNames.head, transformer, from: scoped) : nil
    projection = try configuration.projectionSize.map { (outputs) throws(HUSEError) in
      PackedLinear([
        Linear(weight: try weights.weights(VisionNames.projection, shape: [outputs, size]))
      ])
    }
    var resized = configuration
    resized.imageSide = side
    self.configuration = resized
  }
}

extension VisionTransformer {
  /// The positions of the patches, and the class token with its own.
  private static func positions(
    _ configuration: VisionConfiguration, _ names: VisionNames, from weights: ScopedWeights
  ) throws(HUSEError) -> (classToken: Matrix?, patches: Matrix) {
    let size = configuration.hiddenSize
    let count = configuration.gridSide * configuration.gridSide
    let rows = count + (configuration.hasClassToken ? 1 : 0)
    let isBatch = configuration.kind == .vit || configuration.kind == .dinov2
    let all = try weights.tensor(names.positions, isBatch ? [1, rows, size] : [rows, size])
      .reshaped(rows: rows, columns: size)
    guard configuration.hasClassToken else { return (nil, all) }
    var token = try weights.tensor(names.classToken, isBatch ? [1, 1, size] : [size])
      .reshaped(rows: 1, columns: size)
    token.add(all[rows: 0..<1], scaledBy: 1)
    return (token, all[rows: 1..<rows])
  }

  /// The number of class tokens, 0 or 1.
  private var tokenCount: Int { classToken == nil ? 0 : 1 }

  /// The length of a feature vector.
  var dimension: Int { configuration.dimension }

  /// The number of tokens in an image.
  var tokensOfImage: Int { tokenCount + positions.values.rows }

  /// The patches of an image with their positions, `[patches × hidden]`.
  ///
  /// `image` is the output of `ImagePreprocessing`, `[imageSide × imageSide × 3]`.
  func embeddedPatches(of image: FeatureMap, in pool: inout BufferPool) -> Matrix {
    patches(image, adding: positions, in: &pool).values
  }

  /// The features of images, `[images × dimension]`.
  ///
  /// `images` holds the embedded patches of each image; `threads` is the number of threads that
  /// work together.
  func features(
    ofPatches images: [Matrix], threads: Int, in pool: inout BufferPool
  ) -> Matrix {
    let size = configuration.hiddenSize
    let length = tokensOfImage
    var input = pool.matrix(rows: images.count * length, columns: size)
    for (index, patches) in images.enumerated() {
      if let classToken { input.assign(classToken, atRow: index * length) }
      input.assign(patches, atRow: index * length + tokenCount)
    }
    inputNormalization?.apply(to: &input)
    let sequences = images.indices.map { $0 * length..<($0 + 1) * length }
    var states = transformer.lastStates(
      1, of: input, sequences: sequences, threads: threads, in: &pool)[0]
    defer { pool.recycle(states) }
    if let head {
      outputNormalization.apply(to: &states)
      return head(states, images: sequences)
    }
    var features = states.gathering(rowsAt: sequences.map(\.lowerBound))
    outputNormalization.apply(to: &features)
    guard let projection else { return features }
    var projected = Matrix(uninitializedRows: images.count, columns: projection.outputs)
    projection.apply(to: features, into: &projected)
    return projected
  }

  /// The weights under their names in a checkpoint, from which an equal network can be read.
  var tensors: [String: EncoderTensor] {
    let names = VisionNames(configuration.kind)
    let size = configuration.hiddenSize
    var result = transformer.tensors
    let isBatch = configuration.kind == .vit || configuration.kind == .dinov2
    var all = positions.values
    if let classToken {
      result[names.classToken] = .values(
        Tensor(validShape: isBatch ? [1, 1, size] : [size], matrix: classToken))
      // The class token already contains its position.
      all = Matrix.joining([Matrix(rows: 1, columns: size), all])
    }
    result[names.positions] = .values(
      Tensor(validShape: isBatch ? [1, all.rows, size] : [all.rows, size], matrix: all))
    if let name = names.inputNormalization { inputNormalization?.store(name, in: &result) }
    outputNormalization.store(names.outputNormalization, in: &result)
    result.merge(head?.tensors ?? [:]) { first, _ in first }
    result = Dictionary(uniqueKeysWithValues: result.map { (prefix + $0.key, $0.value) })
    result.merge(patches.weights.tensors.mapValues { .values($0) }) { first, _ in first }
    if let projection {
      result[VisionNames.projection] = EncoderTensor(projection.layers[0].weight)
    }
    return result
  }
}
