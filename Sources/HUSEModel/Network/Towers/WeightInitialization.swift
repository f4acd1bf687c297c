import Foundation

/// How the weights of a layer are drawn before training.
public enum WeightInitialization: String, Sendable, Hashable, Codable, CaseIterable {
  /// A normal distribution with variance 2 / inputs, which preserves the size of activations
  /// through ReLU layers (He et al. 2015, eq. 10).
  case he
  /// A uniform distribution in ±√(6 / (inputs + outputs)), the default of Keras (Glorot and
  /// Bengio 2010, eq. 16).
  case glorot
  /// A uniform distribution in ±1/√inputs, the default of PyTorch's linear layers.
  ///
  /// It has a sixth of the variance of `he`. Embeddings have length 1 whatever the size of the
  /// weights, and the direction of small weights changes faster in the first steps.
  case small

  func weights(inputs: Int, outputs: Int, using generator: inout SplitMix64) -> Matrix {
    var weights = Matrix(rows: inputs, columns: outputs)
    weights.withUnsafeMutableBufferPointer { values in
      switch self {
      case .he:
        let deviation = (2 / Double(inputs)).squareRoot()
        for index in values.indices {
          values[index] = Float(generator.nextNormal() * deviation)
        }
      case .glorot, .small:
        let limit =
          self == .small
          ? 1 / Double(inputs).squareRoot() : (6 / Double(inputs + outputs)).squareRoot()
        for index in values.indices {
          values[index] = Float((2 * generator.nextUniform() - 1) * limit)
        }
      }
    }
    return weights
  }
}

extension SplitMix64 {
  /// A number from the standard normal distribution (Box and Muller 1958).
  mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUniform())).squareRoot()
    return radius * cos(2 * .pi * nextUniform())
  }
}
