/// The function between the two fully connected parts of a layer.
enum TransformerActivation: Sendable, Hashable {
  /// GELU with the exact normal distribution: x Φ(x) (Hendrycks and Gimpel 2016).
  case gelu
  /// GELU approximated with the hyperbolic tangent: x σ(2u), u = √(2/π) (x + 0.044715 x³).
  case tanhGELU
  /// GELU approximated as in CLIP: x σ(1.702 x).
  case quickGELU
  /// ReLU: max(0, x).
  case relu

  /// Creates the activation for a name in `config.json`, or `nil` for an unknown name.
  init?(name: String) {
    switch name {
    case "gelu", "gelu_python": self = .gelu
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate": self = .tanhGELU
    case "quick_gelu": self = .quickGELU
    case "relu": self = .relu
    default: return nil
    }
  }

  /// The known names, for messages.
  static let names = "gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu"

  /// The activation that the preceding product already applies.
  var clamp: Activation { self == .relu ? .relu : .identity }
}
