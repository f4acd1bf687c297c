package import HUSECore

/// The named tensors of a checkpoint.
package struct NetworkWeights: Sendable {
  /// The path of the file, for messages.
  package let path: String
  /// What the file should be, for messages, as in "a ResNet checkpoint with the keys of
  /// torchvision".
  package let purpose: String
  private let tensors: [String: Tensor]

  package init(_ tensors: [String: Tensor], path: String, purpose: String) {
    self.tensors = tensors
    self.path = path
    self.purpose = purpose
  }

  /// Creates weights from all floating-point tensors of a file.
  ///
  /// They stay in the mapped file until they are read.
  package init(_ file: SafetensorsFile, purpose: String) throws(HUSEError) {
    var tensors: [String: Tensor] = [:]
    for name in file.names { tensors[name] = try file.tensor(name) }
    self.init(tensors, path: file.path, purpose: purpose)
  }

  /// The names of the layers: those of the tensors without their last parts.
  var layers: Set<String> {
    Set(tensors.keys.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } })
  }

  /// The number of blocks: one more than the largest number that follows `prefix`.
  func blockCount(_ prefix: String) -> Int {
    let numbers = tensors.keys.compactMap { name -> Int? in
      guard name.hasPrefix(prefix) else { return nil }
      return Int(name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    return (numbers.max() ?? -1) + 1
  }

  /// Refuses a network with additional layers, such as squeeze-and-excitation.
  ///
  /// - Parameters:
  ///   - known: the names of the layers of the network.
  ///   - prefixes: how the names of layers begin that contribute to features; others are ignored.
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

  /// Whether there is a tensor of a name.
  package func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// The tensor of a name, which must have a shape.
  ///
  /// - Throws: `HUSEError.malformedFile` if it is missing, `.shapeMismatch` if it has another
  ///   shape.
  package func tensor(_ name: String, shape: [Int]) throws(HUSEError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw .malformedFile(
        path: path, problem: "has no tensor '\(name)' (expected with shape \(shape))",
        remedy: "Pass \(purpose).")
    }
    guard tensor.shape == shape else {
      throw .shapeMismatch(
        expected: shape, found: tensor.shape, in: "\(path): tensor '\(name)'",
        remedy: "Pass \(purpose).")
    }
    return tensor
  }
}
