internal import CHUSEKernels

extension Kernels {
  /// One step of RMSProp as TensorFlow defines it, with momentum on the scaled gradient.
  package func rmsprop(
    _ w: inout Matrix, meanSquare s: inout Matrix, momentum m: inout Matrix, gradient: Matrix,
    rate: Float, decay: Float, momentum: Float, epsilon: Float, gradientScale: Float
  ) {
    precondition(
      w.count == gradient.count && s.count == w.count && m.count == w.count, "\(w), \(gradient)")
    w.withUnsafeMutableBufferPointer { w in
      s.withUnsafeMutableBufferPointer { s in
        m.withUnsafeMutableBufferPointer { m in
          gradient.withUnsafeBufferPointer { gradient in
            table.pointee.rmsprop(
              w.baseAddress, s.baseAddress, m.baseAddress, gradient.baseAddress, w.count, rate,
              decay, momentum, epsilon, gradientScale)
          }
        }
      }
    }
  }

  /// One step of Adam, and of AdamW if `decoupledDecay` (decay · rate) is not 0.
  package func adam(
    _ w: inout Matrix, mean m: inout Matrix, meanSquare v: inout Matrix, gradient: Matrix,
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float,
    correction2: Float, gradientScale: Float, decoupledDecay: Float
  ) {
    precondition(
      w.count == gradient.count && m.count == w.count && v.count == w.count, "\(w), \(gradient)")
    w.withUnsafeMutableBufferPointer { w in
      m.withUnsafeMutableBufferPointer { m in
        v.withUnsafeMutableBufferPointer { v in
          gradient.withUnsafeBufferPointer { gradient in
            table.pointee.adam(
              w.baseAddress, m.baseAddress, v.baseAddress, gradient.baseAddress, w.count, rate,
              beta1, beta2, epsilon, correction1, correction2, gradientScale, decoupledDecay)
          }
        }
      }
    }
  }

  /// One step of gradient descent with momentum, Nesterov's if asked for.
  package func sgd(
    _ w: inout Matrix, velocity v: inout Matrix, gradient: Matrix, rate: Float, momentum: Float,
    nesterov: Bool, gradientScale: Float
  ) {
    precondition(w.count == gradient.count && v.count == w.count, "\(w), \(gradient)")
    w.withUnsafeMutableBufferPointer { w in
      v.withUnsafeMutableBufferPointer { v in
        gradient.withUnsafeBufferPointer { gradient in
          table.pointee.sgd(
            w.baseAddress, v.baseAddress, gradient.baseAddress, w.count, rate, momentum,
            nesterov ? 1 : 0, gradientScale)
        }
      }
    }
  }
}
