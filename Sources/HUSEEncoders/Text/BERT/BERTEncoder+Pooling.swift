extension BERTEncoder {
  /// How the tokens of a text become one vector.
  ///
  /// `[CLS]` and `[SEP]` count as tokens.
  public enum Pooling: String, Sendable, Hashable, Codable {
    /// The mean of the last layer over the tokens, scaled to unit length, `[hidden]`.
    ///
    /// For sentence-transformers models (Reimers and Gurevych 2019).
    case mean
    /// The last layer at `[CLS]`, scaled to unit length, `[hidden]`.
    ///
    /// For BGE and other models that were trained with it.
    case cls
    /// The mean of the last four layers over the tokens, not normalised, `[4 × hidden]`.
    ///
    /// The layers are concatenated, the last one at the end. These are the features of the HUSE
    /// paper.
    case lastFourLayersMean

    /// The number of last layers that are pooled.
    var layerCount: Int {
      switch self {
      case .mean, .cls: 1
      case .lastFourLayersMean: 4
      }
    }
  }
}
