/// The activation of a layer, which clamps its values.
package enum Activation: Sendable {
  /// No activation: x.
  case identity
  /// ReLU: max(0, x).
  case relu
  /// ReLU6: min(max(0, x), 6).
  case relu6

  var lower: Float { self == .identity ? -.infinity : 0 }
  var upper: Float { self == .relu6 ? 6 : .infinity }
}
