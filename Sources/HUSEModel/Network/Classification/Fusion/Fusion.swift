import Foundation

/// How the class scores of an image and of its text are fused.
public enum Fusion: Sendable, Hashable, Codable {
  /// The weighted average of the paper, `imageWeight · p_I + (1 − imageWeight) · p_T`.
  case average(imageWeight: Float)
  /// Logarithmic pooling: `p_I^image · p_T^text`, scaled to add up to 1.
  case product(image: Float, text: Float)

  /// Fuses scores.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of items or of classes differ,
  ///   `.invalidData` if the names of the classes differ.
  public func callAsFunction(
    _ images: ClassScores, _ texts: ClassScores
  ) throws(HUSEError) -> ClassScores {
    switch self {
    case .average(let weight):
      return try images.fused(with: texts, weight: weight)
    case .product(let image, let text):
      return try images.pooled(with: texts, powers: (image, text))
    }
  }

  /// The share of the image in the fusion, in [0, 1].
  public var imageShare: Float {
    switch self {
    case .average(let weight): weight
    case .product(let image, let text): image + text > 0 ? image / (image + text) : 0.5
    }
  }

  /// Checks that the weights are in their ranges.
  func check() throws(HUSEError) {
    switch self {
    case .average(let weight):
      guard weight >= 0, weight <= 1 else {
        throw .invalidArgument(
          name: "fusionWeight", found: "\(weight)", expected: "a number in [0, 1]")
      }
    case .product(let image, let text):
      for power in [image, text] where !(power >= 0 && power.isFinite) {
        throw .invalidArgument(
          name: "powers of the fusion", found: "\(power)", expected: "finite numbers of 0 or more")
      }
    }
  }
}

extension ClassScores {
  /// The logarithmic pool of these scores p and others q: `p^first · q^second`, scaled to add up
  /// to 1 for each item.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of items or of classes differ,
  ///   `.invalidData` if the names of the classes differ.
  public func pooled(
    with other: ClassScores, powers: (Float, Float) = (1, 1)
  ) throws(HUSEError) -> ClassScores {
    try checkFits(other)
    var logits = logarithms
    logits.withUnsafeMutableBufferPointer { for index in $0.indices { $0[index] *= powers.0 } }
    logits.add(other.logarithms, scaledBy: powers.1)
    return ClassScores(logits: logits, classNames: classNames)
  }

  /// The logarithms of the probabilities p, whose softmax gives p again.
  var logarithms: Matrix {
    var result = probabilities
    result.withUnsafeMutableBufferPointer { values in
      // A probability that rounds to 0 must not exclude a class entirely.
      for index in values.indices {
        values[index] = log(Swift.max(values[index], Float.leastNormalMagnitude))
      }
    }
    return result
  }
}
