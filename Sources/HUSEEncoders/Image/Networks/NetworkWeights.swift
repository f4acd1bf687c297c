package import HUSECore

/// Named tensors of a checkpoint, and where they come from.
package struct NetworkWeights: Sendable {
  /// The file, for messages.
  package let path: String
  /// What the tensors are needed for, as in "a ResNet checkpoint with the keys of torchvision".
  package let purpose: String
  private let tensors: [String: Tensor]

  package init(_ tensors: [String: Tensor], path: String, purpose: String) {
    self.tensors = tensors
    self.path = path
    self.purpose = purpose
  }

  /// All floating-point tensors of a file; they stay in the mapped file until they are read.
  package init(_ file: SafetensorsFile, purpose: String) throws(HUSEError) {
    var tensors: [String: Tensor] = [:]
    for name in file.names { tensors[name] = try file.tensor(name) }
    self.init(tensors, path: file.path, purpose: purpose)
  }

  /// The names of the tensors without their last parts, which tell the layers.
  var layers: Set<String> {
    Set(tensors.keys.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } })
  }

  /// The number of blocks that `prefix` counts: one more than the largest number after it.
  func blockCount(_ prefix: String) -> Int {
    let numbers = tensors.keys.compactMap { name -> Int? in
      guard name.hasPrefix(prefix) else { return nil }
      return Int(name.dropFirst(prefix.count).prefix { $0 != "." })
    }
    return (numbers.max() ?? -1) + 1
  }

  /// Refuses a network that does more than those layers, such as weighting its channels.
  ///
  /// - Parameters:
  ///   - known: the layers of the network.
  ///   - trunk: how the layers that make features begin; what is beside them is not used.
  /// - Throws: `HUSEError.unsupportedFile` with the layer.
  func refuseLayers(
    besides known: Set<String>, in trunk: [String], of network: String
  ) throws(HUSEError) {
    let others = layers.subtracting(known).filter { name in
      trunk.contains { name.hasPrefix($0) }
    }
    guard let other = others.min() else { return }
    throw .unsupportedFile(
      path: path, found: "a network with a layer '\(other)', which \(network) does not have",
      supported: purpose)
  }

  package func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// A tensor of a known shape.
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
