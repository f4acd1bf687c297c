/// A tensor of an encoder: values of 32 bits in any number of dimensions, or a matrix of weights
/// with fewer bits.
package enum EncoderTensor: Sendable {
  case values(Tensor)
  case weights(WeightMatrix)

  /// Creates a tensor from weights of any precision.
  package init(_ weights: WeightMatrix) {
    if case .float32(let matrix) = weights.values {
      self = .values(Tensor(matrix))
    } else {
      self = .weights(weights)
    }
  }

  /// Creates a tensor of one dimension.
  package init(vector: Matrix) {
    self = .values(Tensor(validShape: [vector.count], matrix: vector))
  }

  package var shape: [Int] {
    switch self {
    case .values(let tensor): tensor.shape
    case .weights(let weights): [weights.rows, weights.columns]
    }
  }

  /// The values with 32 bits; not copied if they have 32 bits.
  package var tensor: Tensor {
    switch self {
    case .values(let tensor): tensor
    case .weights(let weights): Tensor(weights.matrix)
    }
  }
}
