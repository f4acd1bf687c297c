/// The sizes of a transformer and the variant of its layers.
struct TransformerConfiguration: Sendable, Hashable {
  /// The position of normalisation in a layer.
  enum Normalization: Sendable, Hashable {
    /// After each branch is added: BERT and its family.
    case after
    /// Before each branch: CLIP, SigLIP and vision transformers, which normalise their last states
    /// separately.
    case before
  }

  /// The tokens that a token attends to.
  enum Attention: Sendable, Hashable {
    /// All tokens of its sequence.
    case full
    /// Itself and the tokens before it.
    case causal
  }

  /// The length of a state.
  var hiddenSize: Int
  var layerCount: Int
  /// The number of attention heads, a divisor of `hiddenSize`.
  var headCount: Int
  /// The inner width of the fully connected part of a layer.
  var intermediateSize: Int
  var normalization: Normalization
  var activation: TransformerActivation
  var attention = Attention.full
  /// Whether queries, keys and values have biases; the other parts always do.
  var hasProjectionBias = true
  /// The number that is added to variances.
  var epsilon: Float

  /// The width of an attention head.
  var headSize: Int { hiddenSize / headCount }
}
