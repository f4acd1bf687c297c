public import HUSECore

/// A linear classifier of feature vectors: softmax regression with an L2 penalty, also known as
/// multinomial logistic regression.
///
/// ```swift
/// let regression = try SoftmaxRegression(
///   of: pairs.images, labels: pairs.labels, classCount: pairs.classNames.count, penalty: 0.01)
/// let logits = try regression.logits(of: test.images)
/// ```
///
/// Minimises 1/N Σ −log softmax(W z + b)[y] + penalty/2 ‖W‖² over standardised features z,
/// on all rows at once. The problem is convex: the result depends only on the data and the penalty,
/// not on a seed. A regression for each modality is semantic matching (Rasiwasia et al. 2010). In
/// addition to the towers, the regressions give a model a second opinion (`ClassOpinions`).
public struct SoftmaxRegression: Sendable, Equatable {
  /// The scaling of features to mean 0 and standard deviation 1.
  public let scaling: FeatureScaling
  /// The weights W and the bias b for scaled features.
  public let layer: DenseLayer

  /// The length of a feature vector.
  public var inputDimension: Int { layer.inputDimension }
  /// The number of classes, K.
  public var classCount: Int { layer.outputDimension }

  /// Creates a regression from a scaling and a layer.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if they take features of different lengths.
  public init(scaling: FeatureScaling, layer: DenseLayer) throws(HUSEError) {
    guard scaling.dimension == layer.inputDimension else {
      throw .shapeMismatch(
        expected: [layer.inputDimension], found: [scaling.dimension],
        in: "scaling of a softmax regression",
        remedy: "Measure the scaling on the features that the layer takes.")
    }
    self.scaling = scaling
    self.layer = layer
  }

  /// Fits a regression.
  ///
  /// Memory: one copy of the features and two matrices of logits, `[rows × classes]`.
  ///
  /// - Parameters:
  ///   - features: `[rows × dimension]`.
  ///   - labels: the class of each row, in `0..<classCount`. A class without rows gets a low
  ///     probability everywhere.
  ///   - classCount: K.
  ///   - penalty: the weight of ‖W‖²/2, 0 or more; 0.01 is a good starting point for network
  ///     features.
  /// - Throws: `HUSEError.shapeMismatch` unless there is a label for each row, `.invalidData` if
  ///   there are no rows, `.invalidRow` for a feature that is not finite or a label out of range,
  ///   `.invalidArgument` for a penalty out of range.
  public init(
    of features: Matrix, labels: [Int], classCount: Int, penalty: Float
  ) throws(HUSEError) {
    self = try Self.path(
      of: features, labels: labels, classCount: classCount, penalties: [penalty])[0]
  }

  /// Fits a regression for each of several penalties, each from the result of the previous one.
  ///
  /// With descending penalties this takes a fraction of the time.
  package static func path(
    of features: Matrix, labels: [Int], classCount: Int, penalties: [Float]
  ) throws(HUSEError) -> [SoftmaxRegression] {
    try check(features, labels: labels, classCount: classCount, penalties: penalties)
    let scaling = FeatureScaling(standardizing: features)
    let problem = Problem(
      features: features, scaling: scaling, labels: labels.map(Int32.init), classCount: classCount)
    var parameters = Matrix(rows: features.columns + 1, columns: classCount)
    return try penalties.map { (penalty) throws(HUSEError) in
      parameters = problem.solve(from: parameters, penalty: penalty)
      return try SoftmaxRegression(
        scaling: scaling,
        layer: DenseLayer(
          weights: parameters[rows: 0..<features.columns], bias: parameters[row: features.columns]))
    }
  }

  private static func check(
    _ features: Matrix, labels: [Int], classCount: Int, penalties: [Float]
  ) throws(HUSEError) {
    let place = "softmax regression"
    guard features.rows == labels.count else {
      throw .shapeMismatch(
        expected: [labels.count, features.columns], found: [features.rows, features.columns],
        in: "features of a \(place)", remedy: "Pass one row for each label.")
    }
    guard features.rows > 0, features.columns > 0 else {
      throw .invalidData(
        source: place, problem: "there are no features", remedy: "Pass at least one row.")
    }
    if let (row, column) = features.firstNonFinite {
      throw .invalidRow(
        source: "features of a \(place)", row: row, column: column,
        problem: "found \(features[row, column])", remedy: "Extract the features of that row again."
      )
    }
    for (row, label) in labels.enumerated() where label < 0 || label >= classCount {
      throw .invalidRow(
        source: "labels of a \(place)", row: row, column: nil,
        problem: "label \(label) is outside 0..<\(classCount)",
        remedy: "Labels are positions in the list of class names.")
    }
    for penalty in penalties where !(penalty >= 0 && penalty.isFinite) {
      throw .invalidArgument(
        name: "penalty", found: "\(penalty)", expected: "a finite number of 0 or more")
    }
  }

  /// The logits of features, `[rows × dimension]` to `[rows × classes]`.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for features of another length.
  public func logits(of features: Matrix) throws(HUSEError) -> Matrix {
    guard features.columns == inputDimension else {
      throw .shapeMismatch(
        expected: [features.rows, inputDimension], found: [features.rows, features.columns],
        in: "input of a softmax regression",
        remedy: "Pass features of the length that it was fitted on.")
    }
    var scaled = features
    scaling.apply(to: &scaled)
    var result = Matrix(rows: features.rows, columns: classCount)
    result.assignProduct(of: scaled, and: layer.weights)
    Kernels.best.addBias(layer.bias, to: &result, rectifying: false)
    return result
  }
}

/// The objective of a regression, as a function of W with b as its last row.
private struct Problem {
  /// Scaled features and a last column of ones, `[rows × (dimension + 1)]`.
  private let inputs: Matrix
  private let labels: [Int32]
  private let classCount: Int

  init(features: Matrix, scaling: FeatureScaling, labels: [Int32], classCount: Int) {
    let columns = features.columns
    var inputs = Matrix(rows: features.rows, columns: columns + 1, repeating: 1)
    // The loop works block by block, so that it needs no second copy of all features.
    for start in stride(from: 0, to: features.rows, by: 1024) {
      var block = features[rows: start..<min(start + 1024, features.rows)]
      scaling.apply(to: &block)
      inputs.withUnsafeMutableBufferPointer { target in
        block.withUnsafeBufferPointer { source in
          for row in 0..<block.rows {
            for column in 0..<columns {
              target[(start + row) * (columns + 1) + column] = source[row * columns + column]
            }
          }
        }
      }
    }
    self.inputs = inputs
    self.labels = labels
    self.classCount = classCount
  }

  func solve(from start: Matrix, penalty: Float) -> Matrix {
    let share = 1 / Float(labels.count)
    let last = inputs.columns - 1
    var logits = Matrix(rows: inputs.rows, columns: classCount)
    var errors = logits
    return LimitedMemoryBFGS().minimize(from: start) { point, gradient in
      logits.assignProduct(of: inputs, and: point)
      errors.setToZero()
      let sum = Kernels.best.crossEntropy(
        of: logits, labels: labels, scale: share, gradient: &errors)
      gradient.assignProduct(of: inputs, and: errors, transposingFirst: true)
      let weights = point[rows: 0..<last]
      gradient.add(weights, scaledBy: penalty)
      return sum * Double(share)
        + Double(penalty) / 2 * Kernels.best.sumOfSquares(weights)
    }
  }
}
