import Foundation

/// The scale s of the classifier's logits, z = s · Wᵀφ + b.
///
/// Embeddings have length 1, so without a scale the logits stay small and cross entropy learns
/// slowly. The paper has none (`.fixed(1)`) and trains for 250,000 steps.
public enum LogitScale: Sendable, Hashable {
  /// A constant.
  case fixed(Float)
  /// Learned with the weights, as the temperature of CLIP is: s = exp(t), from this s on.
  case learned(Float)

  /// s.
  public var value: Float {
    switch self {
    case .fixed(let value), .learned(let value): value
    }
  }
}

/// The fully connected layer of one unit for each class, eq. 6.
public struct Classifier: Sendable, Equatable {
  /// W, `[dimension × classes]`.
  public internal(set) var weights: Matrix
  /// b, `[1 × classes]`.
  public internal(set) var bias: Matrix
  /// t = log s where s is learned, `[1 × 1]`; the weights' optimizer updates it.
  var logScale: Matrix?
  /// s where it is fixed, 1 where it is learned.
  private let fixedScale: Float

  /// s.
  public var logitScale: LogitScale {
    logScale.map { .learned(exp($0[0, 0])) } ?? .fixed(fixedScale)
  }
  /// The number of classes, K.
  public var classCount: Int { weights.columns }

  init(weights: Matrix, bias: Matrix, logitScale: LogitScale) {
    self.weights = weights
    self.bias = bias
    switch logitScale {
    case .fixed(let scale):
      fixedScale = scale
    case .learned(let scale):
      fixedScale = 1
      logScale = Matrix(rows: 1, columns: 1, repeating: log(scale))
    }
  }

  init(dimension: Int, classCount: Int, logitScale: LogitScale, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    self.init(
      weights: WeightInitialization.glorot.weights(
        inputs: dimension, outputs: classCount, using: &generator),
      bias: Matrix(rows: 1, columns: classCount), logitScale: logitScale)
  }

  /// The logits z of unit embeddings, `[rows × dimension]` to `[rows × classes]`.
  func logits(of embeddings: Matrix) -> Matrix {
    var logits = Matrix(uninitializedRows: embeddings.rows, columns: classCount)
    assignLogits(of: embeddings, to: &logits)
    return logits
  }

  func assignLogits(of embeddings: Matrix, to logits: inout Matrix) {
    logits.assignProduct(of: embeddings, and: weights, scaledBy: logitScale.value)
    Kernels.best.addBias(bias, to: &logits, rectifying: false)
  }

  /// Takes ∂L/∂logits of some rows of a batch back: adds to ∂L/∂embeddings and sets the gradients of
  /// W, b and t, if t is learned, from `first` on.
  func runBack(
    from gradient: inout BatchGradient, embeddings: Matrix, logits: Matrix, rows: Range<Int>,
    into parameterGradients: inout [Matrix], first: Int
  ) {
    let scale = logitScale.value
    let logitGradient = gradient.logits[rows: rows]
    parameterGradients[first].assignProduct(
      of: embeddings[rows: rows], and: logitGradient, transposingFirst: true, scaledBy: scale)
    Kernels.best.sumColumns(of: logitGradient, into: &parameterGradients[first + 1])
    gradient.embeddings.addProduct(
      of: logitGradient, and: weights, transposingSecond: true, scaledBy: scale,
      atRow: rows.lowerBound)
    if logScale != nil {
      // z − b = s · Wᵀφ, which is ∂z/∂t.
      let derivative =
        Kernels.best.dot(logitGradient, logits[rows: rows])
        - Kernels.best.dot(bias, parameterGradients[first + 1])
      parameterGradients[first + 2][0, 0] = Float(derivative)
    }
  }
}
