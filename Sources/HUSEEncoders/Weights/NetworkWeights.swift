package import HUSECore

/// The named tensors of a checkpoint.
///
/// The tensors of a file stay in the mapped file until they are read.
package struct NetworkWeights: Sendable {
  private enum Source: Sendable {
    case content(EncoderTensor)
    case file(SafetensorsFile)
  }

  /// The path of the file, for messages.
  package let path: String
  /// A description of the expected file, for messages, as in "a ResNet checkpoint with the keys of
  /// torchvision".
  package let purpose: String
  /// The numbers that `weights` returns.
  var precision = EncoderPrecision.stored
  private let sources: [String: Source]
  /// The files of the tensors, each once.
  private let files: [SafetensorsFile]

  /// Creates weights from tensors of 32 bits.
  package init(_ tensors: [String: Tensor], path: String, purpose: String) {
    self.init(tensors.mapValues { EncoderTensor.values($0) }, path: path, purpose: purpose)
  }

  /// Creates weights from the tensors of a stored encoder.
  init(_ contents: [String: EncoderTensor], path: String, purpose: String) {
    sources = contents.mapValues { .content($0) }
    files = []
    self.path = path
    self.purpose = purpose
  }

  /// Creates weights from the tensors of a file.
  package init(_ file: SafetensorsFile, purpose: String) {
    self.init(
      files: Dictionary(uniqueKeysWithValues: file.names.map { ($0, file) }), path: file.path,
      purpose: purpose)
  }

  /// Creates weights from the file of each tensor, by name.
  init(files: [String: SafetensorsFile], path: String, purpose: String) {
    sources = files.mapValues { .file($0) }
    self.files = Array(
      Dictionary(files.values.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        .values)
    self.path = path
    self.purpose = purpose
  }

  /// The names of the layers, which are the names of the tensors without their last parts.
  var layers: Set<String> {
    Set(sources.keys.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } })
  }

  /// The number of blocks: one more than the largest number that follows `prefix`.
  func blockCount(_ prefix: String) -> Int {
    let numbers = sources.keys.compactMap { name -> Int? in
      guard name.hasPrefix(prefix) else { return nil }
      return Int(name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    return (numbers.max() ?? -1) + 1
  }

  /// Rejects a network with additional layers, such as squeeze-and-excitation.
  ///
  /// - Parameters:
  ///   - known: the names of the layers of the network.
  ///   - prefixes: the beginnings of the names of layers that contribute to features; others are
  ///     ignored.
  ///   - network: the name of the network, for the message.
  /// - Throws: `HUSEError.unsupportedFile` with the name of the layer.
  func refuseLayers(
    otherThan known: Set<String>, in prefixes: [String], of network: String
  ) throws(HUSEError) {
    let others = layers.subtracting(known).filter { name in
      prefixes.contains { name.hasPrefix($0) }
    }
    guard let other = others.min() else { return }
    throw .unsupportedFile(
      path: path, found: "a network with a layer '\(other)', which \(network) does not have",
      supported: purpose)
  }

  /// Releases the memory that holds the tensors that were read.
  func releasePages() {
    for file in files { file.releasePages() }
  }

  /// Releases what reading a network leaves behind, after its last layer was packed.
  func releaseMemory() {
    releasePages()
    FreedMemory.release()
  }

  /// Whether there is a tensor of a name.
  package func contains(_ name: String) -> Bool { sources[name] != nil }

  /// Whether the name of any tensor starts with `prefix`.
  func containsName(from prefix: String) -> Bool {
    sources.keys.contains { $0.hasPrefix(prefix) }
  }

  /// The shape of a tensor, or `nil` if there is no tensor of this name.
  func shape(of name: String) -> [Int]? {
    switch sources[name] {
    case .content(let content): content.shape
    case .file(let file): file.shape(of: name)
    case nil: nil
    }
  }

  /// The tensor of a name with 32 bits, which must have the given shape.
  ///
  /// - Throws: `HUSEError.malformedFile` if it is missing, `.shapeMismatch` if it has a different
  ///   shape, `.unsupportedFile` if a file stores it in an unknown dtype.
  package func tensor(_ name: String, shape: [Int]) throws(HUSEError) -> Tensor {
    switch try source(name, shape: shape) {
    case .content(let content): return content.tensor
    case .file(let file): return try file.tensor(name)
    }
  }

  /// The weights of a name, `[rows, columns]`, with as many bits as they are stored with, or fewer
  /// if `precision` says so.
  ///
  /// - Throws: as `tensor`, and as `EncoderPrecision.rounded`.
  func weights(_ name: String, shape: [Int]) throws(HUSEError) -> WeightMatrix {
    try precision.rounded(storedWeights(name, shape: shape), named: name, path: path)
  }

  /// Rows that are added to the tokens, such as those of positions, with at least 16 bits unless
  /// they are stored with fewer.
  ///
  /// They are few, and the errors of what many tokens share do not average out.
  ///
  /// - Throws: as `weights`.
  func addedRows(_ name: String, shape: [Int]) throws(HUSEError) -> WeightMatrix {
    let precision = precision == .int8 ? .bfloat16 : precision
    return try precision.rounded(storedWeights(name, shape: shape), named: name, path: path)
  }

  private func storedWeights(_ name: String, shape: [Int]) throws(HUSEError) -> WeightMatrix {
    switch try source(name, shape: shape) {
    case .content(.weights(let weights)): weights
    case .content(.values(let tensor)): WeightMatrix(tensor.matrix)
    case .file(let file): try file.weights(name)
    }
  }

  private func source(_ name: String, shape: [Int]) throws(HUSEError) -> Source {
    guard let source = sources[name], let found = self.shape(of: name) else {
      throw .malformedFile(
        path: path, problem: "has no tensor '\(name)' (expected with shape \(shape))",
        remedy: "Pass \(purpose).")
    }
    guard found == shape else {
      throw .shapeMismatch(
        expected: shape, found: found, in: "\(path): tensor '\(name)'",
        remedy: "Pass \(purpose).")
    }
    return source
  }
}
