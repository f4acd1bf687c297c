import Foundation
internal import HUSECore

/// The files of a pretrained text encoder.
struct PretrainedTextFolder {
  private let root: URL
  private let modules: SentenceTransformerModules
  /// The folder with the weights and the tokenizer.
  private let folder: URL
  private let precision: EncoderPrecision

  private static let known =
    "Transformer, CLIPModel, StaticEmbedding, Pooling, Dense, Normalize, Dropout"
  private static let remedy: Remedy = "Fetch the folder again."

  /// - Throws: `HUSEError.malformedFile` for a list of modules that cannot be read.
  init(_ root: URL, precision: EncoderPrecision) throws(HUSEError) {
    self.root = root
    self.precision = precision
    modules = try SentenceTransformerModules(root)
    folder = modules.parts?.first?.folder ?? root
  }

  func encoder(
    prompt: TextPrompt, maximumLength: Int?
  ) throws(HUSEError) -> PretrainedTextEncoder {
    let first = modules.parts?.first?.name
    if let first, !["Transformer", "CLIPModel", "StaticEmbedding"].contains(first) {
      throw .unsupportedFile(
        path: modules.path, found: "the module '\(first)' at the beginning",
        supported: "Transformer, CLIPModel, StaticEmbedding")
    }
    let isStatic = first == nil ? try isTable() : first == "StaticEmbedding"
    let encoder =
      try isStatic
      ? table(maximumLength: maximumLength) : transformer(maximumLength: maximumLength)
    FreedMemory.release()
    return try encoder.prompted(by: prompt)
  }

  private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Whether a folder without modules holds static embeddings: they have no kind of model.
  private func isTable() throws(HUSEError) -> Bool {
    let settings = try JSONDocument.decodeIfPresent(
      StaticEmbeddings.Configuration.self, contentsOf: url("config.json"), remedy: Self.remedy)
    if settings?.model_type == "model2vec" { return true }
    guard settings?.model_type == nil, settings?.architectures == nil else { return false }
    return try StaticEmbeddings.isTable(folder)
  }

  // MARK: Transformers

  private struct SentenceSettings: Decodable {
    var max_seq_length: Int?
    var do_lower_case: Bool?
  }

  private func transformer(maximumLength: Int?) throws(HUSEError) -> PretrainedTextEncoder {
    let file = try TextFile(contentsOf: url("config.json"), remedy: Self.remedy)
    let configuration = try TextModelConfiguration(file.text, path: file.path)
    let settings = try JSONDocument.decodeIfPresent(
      SentenceSettings.self, contentsOf: url("sentence_bert_config.json"), remedy: Self.remedy)
    let tokenizer = try TokenizerFolder(folder, kind: configuration.kind)
    let weights = try WeightFiles.weights(
      in: folder, purpose: configuration.kind.purpose, precision: precision)
    let model = try TextModel(configuration, weights)
    // The matrices of the layers are packed in memory now.
    weights.releasePages()
    let (poolings, poolsPrompt) = try poolings(of: configuration.kind)
    let longest = configuration.longestSequence
    let own = settings?.max_seq_length ?? tokenizer.settings?.longestText ?? longest
    return try PretrainedTextEncoder(
      .transformer(model, poolings: poolings, poolsPrompt: poolsPrompt),
      steps: steps(behind: poolings.count * model.outputSize), configuration: file.text,
      tokenizer: tokenizer.tokenizer(lowercasesFirst: settings?.do_lower_case ?? false),
      prompts: SentenceTransformerPrompt.prompts(in: root),
      prompt: SentenceTransformerPrompt.prompt(in: root),
      maximumLength: maximumLength
        ?? (configuration.kind.fillsUp ? longest : max(3, min(own, longest))), path: folder.path)
  }

  private func poolings(
    of kind: TextModelKind
  ) throws(HUSEError) -> (poolings: [TokenPooling], poolsPrompt: Bool) {
    if kind == .clip { return ([.endOfText], true) }
    if kind == .siglip { return ([.lastToken], true) }
    let folder =
      modules.parts == nil ? modules.pooling : modules.parts?.first { $0.name == "Pooling" }?.folder
    guard let folder, let (names, poolsPrompt) = try SentenceTransformerPooling.modes(in: folder)
    else {
      return ([.mean], true)
    }
    guard 1...TokenPooling.most ~= names.count else {
      throw .malformedFile(
        path: folder.appendingPathComponent("config.json").path,
        problem: "names \(names.count) ways of pooling, expected 1 to \(TokenPooling.most)",
        remedy: Self.remedy)
    }
    var poolings: [TokenPooling] = []
    for name in names {
      guard let pooling = TokenPooling(rawValue: name), pooling != .endOfText else {
        throw .unsupportedFile(
          path: folder.appendingPathComponent("config.json").path,
          found: "the pooling '\(name)'", supported: TokenPooling.names)
      }
      poolings.append(pooling)
    }
    return (poolings, poolsPrompt)
  }

  /// What follows the pooling, or unit length without a list of modules.
  private func steps(behind inputs: Int) throws(HUSEError) -> [SentenceStep] {
    guard let parts = modules.parts else { return [.normalize] }
    var steps: [SentenceStep] = []
    var size = inputs
    for part in parts.dropFirst() {
      switch part.name {
      case "Pooling", "Dropout": break
      case "Normalize": steps.append(.normalize)
      case "Dense":
        let layer = try SentenceDenseLayer(
          contentsOf: part.folder, inputs: size, precision: precision)
        size = layer.outputs
        steps.append(.dense(layer))
      default:
        throw .unsupportedFile(
          path: modules.path, found: "the module '\(part.name)'", supported: Self.known)
      }
    }
    return steps
  }

  // MARK: Static embeddings

  private func table(maximumLength: Int?) throws(HUSEError) -> PretrainedTextEncoder {
    let settings = try JSONDocument.decodeIfPresent(
      StaticEmbeddings.Configuration.self, contentsOf: url("config.json"), remedy: Self.remedy)
    let file = try TextFile(
      contentsOf: url("tokenizer.json"), remedy: TokenizerDocument.remedy)
    let document = try TokenizerDocument(file.text, path: file.path)
    let tokenizer = try Tokenizer(.document(file.text), path: file.path)
    let embeddings = try StaticEmbeddings(
      contentsOf: folder, unknown: document.unknown(of: tokenizer), precision: precision)
    let isModel2Vec = embeddings.isModel2Vec
    let own = isModel2Vec ? settings?.max_length : nil
    if let own, own < 3 {
      throw .malformedFile(
        path: url("config.json").path,
        problem: "'max_length' is \(own), expected a number of tokens from 3",
        remedy: Self.remedy)
    }
    let length = maximumLength ?? own
    let (characters, overflows) =
      (isModel2Vec ? length : nil).map {
        $0.multipliedReportingOverflow(by: document.medianTokenLength)
      } ?? (.max, false)
    return try PretrainedTextEncoder(
      .table(embeddings),
      steps: isModel2Vec
        ? (settings?.normalize == true ? [.normalize] : [])
        : steps(behind: embeddings.table.columns), configuration: "", tokenizer: tokenizer,
      prompts: SentenceTransformerPrompt.prompts(in: root),
      prompt: SentenceTransformerPrompt.prompt(in: root),
      maximumLength: length ?? .max, maximumCharacters: overflows ? .max : characters,
      path: folder.path)
  }
}
