extension BERTEncoder {
  /// Which tokens of a text are used if it has more than the model takes.
  public enum LongText: String, Sendable, Hashable, Codable {
    /// The first tokens.
    case truncate
    /// The most salient tokens in the order of the text, by TF-IDF over its sentences, as in the
    /// HUSE paper.
    case salientTokens
  }
}
