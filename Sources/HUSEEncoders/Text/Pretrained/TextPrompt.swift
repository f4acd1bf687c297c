/// What stands before each text: the words that a model was trained with.
public enum TextPrompt: Sendable, Hashable {
  /// The default prompt of the model's files, nothing for most.
  case standard
  /// A prompt of the model's files by its name, such as `query` or `passage`.
  case named(String)
  /// These words, with the space behind them.
  case text(String)
}
