import Foundation
public import HUSECore

extension BERTEncoder: StorableEncoder {
  private struct Settings: Codable {
    let configuration: BERTConfigurationFile
    let normalizer: BERTNormalizer
    let pooling: Pooling
    let longText: LongText
    let maximumLength: Int
    let vocabulary: [String]
    /// `nil` if there is none.
    let prompt: String?
  }

  /// `bert`.
  public static var storedKind: String { "bert" }

  /// The sizes, options and vocabulary as JSON, and the weights under their names in a checkpoint.
  ///
  /// - Throws: `HUSEError.invalidArgument` if JSON cannot hold the settings.
  public func stored() throws(HUSEError) -> StoredEncoder {
    let settings = Settings(
      configuration: model.configuration.file, normalizer: tokenizer.normalizer, pooling: pooling,
      longText: longText, maximumLength: maximumLength, vocabulary: tokenizer.vocabulary.tokens,
      prompt: prompt.isEmpty ? nil : prompt)
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings),
      contents: model.tensors)
  }

  /// Restores the encoder.
  ///
  /// - Throws: the errors of reading a folder, with `path` as the file.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: "\(path), settings of the text encoder",
      remedy: JSONDocument.storedRemedy)
    let configuration = try BERTConfiguration(settings.configuration, path: path)
    let vocabulary = try Vocabulary(tokens: settings.vocabulary, path: path)
    try configuration.check(vocabulary, path: path)
    try self.init(
      BERTModel(
        configuration,
        NetworkWeights(stored.contents, path: path, purpose: BERTConfiguration.purpose)),
      tokenizer: WordPiece(vocabulary, normalizer: settings.normalizer),
      pooling: settings.pooling, longText: settings.longText,
      maximumLength: settings.maximumLength, prompt: settings.prompt ?? "")
  }
}
