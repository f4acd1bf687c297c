/// The scale s of the classifier's logits, z = s · Wᵀφ + b.
///
/// Embeddings have length 1, so without a scale the logits stay small and cross entropy learns
/// slowly. The paper has no scale (`.fixed(1)`) and trains for 250,000 steps.
public enum LogitScale: Sendable, Hashable {
  /// A constant s.
  case fixed(Float)
  /// Learned with the weights, like the temperature of CLIP: s = exp(t), starting at this s.
  case learned(Float)

  /// The scale s; if it is learned, its initial value.
  public var value: Float {
    switch self {
    case .fixed(let value), .learned(let value): value
    }
  }
}
