internal import CHUSEKernels

extension Kernels {
  /// One step of RMSProp as TensorFlow defines it, with momentum on the scaled gradient.
  package func rmsprop(
    _ w: inout Matrix, meanSquare s: inout Matrix, momentum m: inout Matrix, gradient: Matrix,
    rate: Float, decay: Float, momentum: Float, epsilon: Float, gradientScale: Float
  ) {
    precondition(m.count == w.count, "\(w), \(m)")
    update(&w, &s, along: gradient, and: &m) { w, s, gradient, m, count in
      table.pointee.rmsprop(
        w, s, m, gradient, count, rate, decay, momentum, epsilon, gradientScale)
    }
  }

  /// One step of Adam, and of AdamW if `decoupledDecay` (decay · rate) is not 0.
  package func adam(
    _ w: inout Matrix, mean m: inout Matrix, meanSquare v: inout Matrix, gradient: Matrix,
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float,
    correction2: Float, gradientScale: Float, decoupledDecay: Float
  ) {
    update(&w, &m, along: gradient, and: &v) { w, m, gradient, v, count in
      table.pointee.adam(
        w, m, v, gradient, count, rate, beta1, beta2, epsilon, correction1, correction2,
        gradientScale, decoupledDecay)
    }
  }

  /// One step of gradient descent with momentum, optionally Nesterov's.
  package func sgd(
    _ w: inout Matrix, velocity v: inout Matrix, gradient: Matrix, rate: Float, momentum: Float,
    nesterov: Bool, gradientScale: Float
  ) {
    var none = Matrix(rows: 0, columns: 0)
    update(&w, &v, along: gradient, and: &none) { w, v, gradient, _, count in
      table.pointee.sgd(w, v, gradient, count, rate, momentum, nesterov ? 1 : 0, gradientScale)
    }
  }

  private typealias Values = UnsafeMutablePointer<Float>

  /// The number of values that a thread updates at a time; with their moments they fit in a cache.
  private static let updatePart = 1 << 14

  /// Calls `body` with parts of a parameter, its moments and its gradient, on all threads.
  ///
  /// A second moment without values is passed unchanged.
  private func update(
    _ w: inout Matrix, _ first: inout Matrix, along gradient: Matrix, and second: inout Matrix,
    _ body: @Sendable (Values, Values, UnsafePointer<Float>, Values, _ count: Int) -> Void
  ) {
    let count = w.count
    precondition(
      gradient.count == count && first.count == count
        && (second.count == count || second.count == 0),
      "\(w), \(gradient), \(first), \(second)")
    let hasSecond = second.count > 0
    w.withUnsafeMutableBufferPointer { w in
      first.withUnsafeMutableBufferPointer { first in
        second.withUnsafeMutableBufferPointer { second in
          gradient.withUnsafeBufferPointer { gradient in
            // Each thread writes its own part.
            nonisolated(unsafe) let (w, first, second) =
              (w.baseAddress!, first.baseAddress!, second.baseAddress!)
            nonisolated(unsafe) let gradient = gradient.baseAddress!
            Parallel.forEachRange(of: count, size: Self.updatePart) { range in
              let start = range.lowerBound
              body(
                w + start, first + start, gradient + start, hasSecond ? second + start : second,
                range.count)
            }
          }
        }
      }
    }
  }
}
