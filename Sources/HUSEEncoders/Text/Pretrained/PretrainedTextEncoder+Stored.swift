import Foundation
public import HUSECore

extension PretrainedTextEncoder: StorableEncoder {
  private struct Settings: Codable {
    /// Empty for static embeddings.
    let configuration: String
    let tokenizer: TokenizerSource
    let normalizer: NormalizerChanges
    let poolings: [TokenPooling]
    let poolsPrompt: Bool
    let steps: [SentenceStep.Settings]
    let prompts: [String: String]
    let prompt: String
    let maximumLength: Int
    let maximumCharacters: Int
    /// The token that static embeddings do not count.
    let unknown: Int32?
  }

  /// `pretrained-text`.
  public static var storedKind: String { "pretrained-text" }

  /// The configuration, the tokenizer and the options as JSON; the weights under their names in a
  /// checkpoint, those of dense layers under `dense.0` and so on.
  ///
  /// - Throws: `HUSEError.invalidArgument` if JSON cannot hold the settings.
  public func stored() throws(HUSEError) -> StoredEncoder {
    var tensors: [String: EncoderTensor]
    var (poolings, poolsPrompt, unknown): ([TokenPooling], Bool, Int32?) = ([], true, nil)
    switch network {
    case .transformer(let model, let ways, let counts):
      tensors = model.tensors
      (poolings, poolsPrompt) = (ways, counts)
    case .table(let embeddings):
      tensors = [StaticEmbeddings.storedName: EncoderTensor(embeddings.table)]
      unknown = embeddings.unknown
    }
    for (index, step) in steps.enumerated() {
      if case .dense(let layer) = step { layer.linear.store("dense.\(index)", in: &tensors) }
    }
    let settings = Settings(
      configuration: configuration, tokenizer: tokenizer.source, normalizer: tokenizer.changes,
      poolings: poolings, poolsPrompt: poolsPrompt, steps: steps.map(\.settings),
      prompts: prompts, prompt: prompt, maximumLength: maximumLength,
      maximumCharacters: maximumCharacters, unknown: unknown)
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(settings), contents: tensors)
  }

  /// Rebuilds the encoder.
  ///
  /// - Throws: as reading a folder; `path` names the file.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    let place = "\(path), settings of the text encoder"
    let settings = try JSONDocument.decode(
      Settings.self, from: stored.settings, path: place, remedy: JSONDocument.storedRemedy)
    var tokenizer = try Tokenizer(settings.tokenizer, path: place)
    tokenizer.apply(settings.normalizer)
    let weights = NetworkWeights(
      stored.contents, path: path, purpose: "a model file with its text encoder")
    let network: Network
    var size: Int
    if settings.configuration.isEmpty {
      guard let shape = weights.shape(of: StaticEmbeddings.storedName), shape.count == 2 else {
        throw .malformedFile(
          path: path, problem: "has no table '\(StaticEmbeddings.storedName)'",
          remedy: JSONDocument.storedRemedy)
      }
      let table = try weights.weights(StaticEmbeddings.storedName, shape: shape)
      network = .table(
        StaticEmbeddings(
          table: table, unknown: settings.unknown, isModel2Vec: settings.unknown != nil))
      size = table.columns
    } else {
      let configuration = try TextModelConfiguration(settings.configuration, path: place)
      let model = try TextModel(configuration, weights)
      guard 1...TokenPooling.most ~= settings.poolings.count else {
        throw .malformedFile(
          path: place, problem: "names \(settings.poolings.count) ways of pooling",
          remedy: JSONDocument.storedRemedy)
      }
      network = .transformer(
        model, poolings: settings.poolings, poolsPrompt: settings.poolsPrompt)
      size = settings.poolings.count * model.outputSize
    }
    var steps: [SentenceStep] = []
    for (index, step) in settings.steps.enumerated() {
      guard let dense = step.dense else {
        steps.append(.normalize)
        continue
      }
      let name = "dense.\(index)"
      let outputs = weights.shape(of: "\(name).weight")?.first ?? 0
      guard outputs > 0 else {
        throw .malformedFile(
          path: path, problem: "has no weights of the layer '\(name)'",
          remedy: JSONDocument.storedRemedy)
      }
      let layer = SentenceDenseLayer(
        try Linear(
          name, inputs: size, outputs: outputs,
          hasBias: dense.hasBias, from: ScopedWeights(weights)), activation: dense.activation)
      size = outputs
      steps.append(.dense(layer))
    }
    try self.init(
      network, steps: steps, configuration: settings.configuration, tokenizer: tokenizer,
      prompts: settings.prompts, prompt: settings.prompt, maximumLength: settings.maximumLength,
      maximumCharacters: settings.maximumCharacters, path: path)
  }
}
