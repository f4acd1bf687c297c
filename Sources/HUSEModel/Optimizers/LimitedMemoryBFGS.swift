package import HUSECore

/// Minimises a smooth function of a matrix by the limited-memory quasi-Newton method L-BFGS
/// (Nocedal and Wright, "Numerical Optimization", 2006, algorithms 7.4 and 7.5).
///
/// Use it for problems that are solved once on all rows, such as `SoftmaxRegression`. `Trainer` and
/// its optimizers work on batches.
package struct LimitedMemoryBFGS: Sendable {
  /// The pairs of steps and changes of the gradient that are remembered.
  package var historySize = 10
  /// The maximum number of steps.
  package var maximumIterations = 100
  /// The share of the value by which a step must lower it; otherwise the minimisation ends.
  package var tolerance = 1e-6

  private static let sufficientDecrease = 1e-4
  private static let maximumHalvings = 30

  package init() {}

  private struct Change {
    let step: Matrix
    let gradient: Matrix
    /// The factor 1 / (step · change of the gradient).
    let factor: Double
  }

  /// Minimises a function of a matrix.
  ///
  /// - Parameters:
  ///   - start: the starting point.
  ///   - evaluate: returns the value at a point and sets the gradient, whose values are undefined
  ///     before.
  /// - Returns: the last point.
  package func minimize(
    from start: Matrix, _ evaluate: (_ point: Matrix, _ gradient: inout Matrix) -> Double
  ) -> Matrix {
    var point = start
    var gradient = Matrix(rows: start.rows, columns: start.columns)
    var value = evaluate(point, &gradient)
    var history: [Change] = []
    for _ in 0..<maximumIterations {
      let direction = direction(along: gradient, history)
      let slope = Kernels.best.dot(direction, gradient)
      guard slope < 0 else { break }
      // Without a history, the gradient does not say how far to go.
      let length = history.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
      guard
        let next = search(
          from: point, value: value, slope: slope, along: direction, length: length, evaluate)
      else { break }
      var step = next.point
      step.add(point, scaledBy: -1)
      var change = next.gradient
      change.add(gradient, scaledBy: -1)
      let curvature = Kernels.best.dot(step, change)
      if curvature > 0 {
        history.append(Change(step: step, gradient: change, factor: 1 / curvature))
        if history.count > historySize { history.removeFirst() }
      }
      let decrease = value - next.value
      (point, value, gradient) = (next.point, next.value, next.gradient)
      if decrease <= tolerance * max(abs(value), 1e-12) { break }
    }
    return point
  }

  /// The direction −H·gradient, where H approximates the inverse Hessian (algorithm 7.4).
  private func direction(along gradient: Matrix, _ history: [Change]) -> Matrix {
    var result = Matrix(rows: gradient.rows, columns: gradient.columns)
    result.add(gradient, scaledBy: -1)
    guard let last = history.last else { return result }
    var weights: [Double] = []
    for change in history.reversed() {
      let weight = change.factor * Kernels.best.dot(change.step, result)
      result.add(change.gradient, scaledBy: -Float(weight))
      weights.append(weight)
    }
    let scale = 1 / (last.factor * Kernels.best.sumOfSquares(last.gradient))
    var scaled = Matrix(rows: result.rows, columns: result.columns)
    scaled.add(result, scaledBy: Float(scale))
    for (change, weight) in zip(history, weights.reversed()) {
      let correction = weight - change.factor * Kernels.best.dot(change.gradient, scaled)
      scaled.add(change.step, scaledBy: Float(correction))
    }
    return scaled
  }

  /// The first step length among `length`, half of it, a quarter and so on that lowers the value
  /// enough, or `nil` if none does.
  private func search(
    from point: Matrix, value: Double, slope: Double, along direction: Matrix, length: Double,
    _ evaluate: (_ point: Matrix, _ gradient: inout Matrix) -> Double
  ) -> (point: Matrix, value: Double, gradient: Matrix)? {
    var length = length
    for _ in 0..<Self.maximumHalvings {
      var candidate = point
      candidate.add(direction, scaledBy: Float(length))
      var gradient = Matrix(rows: point.rows, columns: point.columns)
      let found = evaluate(candidate, &gradient)
      if found <= value + Self.sufficientDecrease * length * slope {
        return (candidate, found, gradient)
      }
      length /= 2
    }
    return nil
  }
}
