/// The function between the two fully connected parts of a layer.
enum TransformerActivation: Sendable, Hashable {
  /// x Φ(x) with the normal distribution itself (Hendrycks and Gimpel 2016).
  case gelu
  /// x σ(2u), u = √(2/π) (x + 0.044715 x³): GELU by the hyperbolic tangent.
  case tanhGELU
  /// x σ(1.702 x), as in CLIP.
  case quickGELU
  /// max(0, x).
  case relu

  /// The activation of a name in `config.json`; `nil` for one that is not known.
  init?(name: String) {
    switch name {
    case "gelu", "gelu_python": self = .gelu
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate": self = .tanhGELU
    case "quick_gelu": self = .quickGELU
    case "relu": self = .relu
    default: return nil
    }
  }

  /// The names that are known, for messages.
  static let names = "gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu"

  /// What the product before it clamps to.
  var clamp: Activation { self == .relu ? .relu : .identity }
}
