public import Foundation
public import HUSECore

/// Text features from a pretrained model of Hugging Face, sentence-transformers or Model2Vec.
///
/// ```swift
/// let encoder = try PretrainedTextEncoder(contentsOf: folder)
/// let features = try encoder.features(of: ["a slice of pizza"])     // [1 × 384]
/// let query = try encoder.prompted(by: .named("query"))
/// ```
///
/// The kind of the model is found from its `config.json`: BERT, DistilBERT, RoBERTa, XLM-RoBERTa,
/// MPNet, the text models of CLIP and SigLIP, and static embeddings. Token embeddings stay in the
/// mapped file, unless they are rounded; the matrices of the layers are packed anew in memory, with
/// as many bits for each weight as in the file or fewer. Sequences are computed together without
/// padding, so that a row depends on its own text alone, up to the rounding of the matrix products
/// (below 1e-5). Values are safe to use from several tasks.
public struct PretrainedTextEncoder: TextEncoder, Sendable {
  /// What turns tokens into a vector.
  enum Network: Sendable {
    case transformer(TextModel, poolings: [TokenPooling], poolsPrompt: Bool)
    case table(StaticEmbeddings)
  }

  let network: Network
  let steps: [SentenceStep]
  /// The `config.json` of the model, for it to be stored; empty for static embeddings.
  let configuration: String
  let prompts: [String: String]
  /// What cuts texts into tokens.
  public let tokenizer: Tokenizer
  /// The most tokens of a text that are read, those that frame it among them.
  ///
  /// Further ones are left out.
  public let maximumLength: Int
  /// What stands before each text.
  public private(set) var prompt: String
  /// The most characters of a text that are read: Model2Vec cuts texts before it looks at them.
  let maximumCharacters: Int
  private var promptTokens = 0

  /// The kind of the model, as `config.json` names it; `static` for static embeddings.
  public var kind: String {
    switch network {
    case .transformer(let model, _, _): model.configuration.kind.rawValue
    case .table: "static"
    }
  }

  /// The length of a feature vector.
  public var dimension: Int {
    for case .dense(let layer) in steps.reversed() { return layer.outputs }
    return Self.pooledSize(network)
  }

  static func pooledSize(_ network: Network) -> Int {
    switch network {
    case .transformer(let model, let poolings, _): poolings.count * model.outputSize
    case .table(let embeddings): embeddings.table.columns
    }
  }

  /// Reads a model from a folder as transformers, sentence-transformers or Model2Vec save it.
  ///
  /// The folder holds `config.json`, the weights (`model.safetensors`, or its parts with
  /// `model.safetensors.index.json`) and a tokenizer (`tokenizer.json`; else `vocab.txt`,
  /// `vocab.json` with `merges.txt`, or a SentencePiece model), or names the folders that do in
  /// `modules.json`. Pooling, dense layers, normalisation, lengths, lower case and prompts are as
  /// the files of sentence-transformers say; without them, features are the mean over the tokens
  /// (CLIP and SigLIP: their own pooling and projection), of unit length. Nothing is downloaded.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - prompt: what stands before each text.
  ///   - maximumLength: the most tokens of a text; `nil` is what the model was trained with, else
  ///     all it has.
  ///   - precision: the numbers in which weights are kept.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile`, `.unsupportedFile` or `.shapeMismatch`
  ///   for the files, with the key, the module, the tensor or the kind of the model;
  ///   `.invalidArgument` for a length out of range or a prompt that the files do not have.
  public init(
    contentsOf folder: URL, prompt: TextPrompt = .standard, maximumLength: Int? = nil,
    precision: EncoderPrecision = .stored
  ) throws(HUSEError) {
    self = try PretrainedTextFolder(folder, precision: precision).encoder(
      prompt: prompt, maximumLength: maximumLength)
  }

  init(
    _ network: Network, steps: [SentenceStep], configuration: String, tokenizer: Tokenizer,
    prompts: [String: String], prompt: String, maximumLength: Int, maximumCharacters: Int = .max,
    path: String
  ) throws(HUSEError) {
    self.network = network
    self.steps = steps
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.prompts = prompts
    self.maximumLength = maximumLength
    self.maximumCharacters = max(0, maximumCharacters)
    self.prompt = ""
    let rows: Int
    let longest: Int
    switch network {
    case .transformer(let model, _, _):
      (rows, longest) = (model.configuration.vocabularySize, model.configuration.longestSequence)
    case .table(let embeddings): (rows, longest) = (embeddings.table.rows, .max)
    }
    guard tokenizer.vocabularySize <= rows else {
      throw .malformedFile(
        path: path,
        problem: "the tokenizer has \(tokenizer.vocabularySize) tokens for a model with embeddings "
          + "of \(rows)", remedy: "Pass the tokenizer that belongs to the weights.")
    }
    guard maximumLength >= max(3, tokenizer.frame.count), maximumLength <= longest else {
      throw .invalidArgument(
        name: "maximumLength", found: "\(maximumLength)",
        expected: "a number of tokens from 3 to the \(longest) positions of the model")
    }
    setPrompt(prompt)
  }

  private mutating func setPrompt(_ prompt: String) {
    self.prompt = prompt
    guard case .transformer(_, _, poolsPrompt: false) = network, !prompt.isEmpty else {
      promptTokens = 0
      return
    }
    // The tokens before the text and those of the prompt, but not those behind it.
    promptTokens =
      tokenizer.framedTokenIDs(of: prompt, limit: maximumLength).count
      - tokenizer.frame.after.count
  }

  /// The same encoder with another prompt, as many models want for queries and documents.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a name that the files of the model do not have.
  public func prompted(by prompt: TextPrompt) throws(HUSEError) -> PretrainedTextEncoder {
    var result = self
    switch prompt {
    case .standard: break
    case .text(let text): result.setPrompt(text)
    case .named(let name):
      guard let text = prompts[name] else {
        let names = prompts.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
        throw .invalidArgument(
          name: "prompt", found: "'\(name)'",
          expected: prompts.isEmpty
            ? "`.text(…)`: the files of the model name no prompts" : "one of \(names)")
      }
      result.setPrompt(text)
    }
    return result
  }

  /// The features of texts, `[texts.count × dimension]`.
  ///
  /// - Throws: `HUSEError.encodingFailed` if features are not finite, which damaged weights cause.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    var features =
      switch network {
      case .transformer(let model, let poolings, _):
        try pooled(texts, model: model, poolings: poolings)
      case .table(let embeddings): means(of: texts, embeddings)
      }
    if let (row, column) = features.firstNonFinite {
      throw .encodingFailed(
        input: "text \(row)", problem: "its feature \(column) is not finite",
        remedy: "The weights of the model are damaged; fetch them again.")
    }
    for step in steps {
      switch step {
      case .dense(let layer): features = layer(features)
      case .normalize: features = features.normalizedRows
      }
    }
    return features
  }

  /// The tokens of a text with its prompt that are read.
  func sequence(of text: String) -> [Int32] {
    var numbers = tokenizer.framedTokenIDs(of: prompt + text, limit: maximumLength)
    if case .transformer(let model, _, _) = network {
      let configuration = model.configuration
      if configuration.kind.fillsUp {
        numbers += repeatElement(
          Int32(configuration.paddingToken), count: maximumLength - numbers.count)
      }
      // A tokenizer without framing tokens makes nothing of an empty text.
      if numbers.isEmpty { numbers = [Int32(configuration.paddingToken)] }
    }
    return numbers
  }

  private func pooled(
    _ texts: [String], model: TextModel, poolings: [TokenPooling]
  ) throws(HUSEError) -> Matrix {
    let sequences = TextGroups.map(texts) { $0.map(sequence(of:)) }.flatMap(\.self)
    let (hidden, skipped) = (model.configuration.transformer.hiddenSize, promptTokens)
    let endToken = model.configuration.endToken.map(Int32.init(clamping:))
    let result = try SequenceBatches(lengths: sequences.map(\.count)).features(
      dimension: poolings.count * hidden
    ) { (indices, threads, pool) throws(HUSEError) in
      let batch = TokenBatch(indices.map { sequences[$0] })
      var features = Matrix(rows: batch.sequences.count, columns: poolings.count * hidden)
      let states = model.states(of: batch, threads: threads, in: &pool)
      for (row, tokens) in batch.sequences.enumerated() {
        let end =
          endToken.map { batch.tokens[tokens].firstIndex(of: $0) ?? tokens.lowerBound }
          ?? tokens.max {
            (batch.tokens[$0], $1) < (batch.tokens[$1], $0)
          } ?? tokens.lowerBound
        for (part, pooling) in poolings.enumerated() {
          pooling.assign(
            tokens: tokens, skipping: skipped, end: end, of: states, to: &features, row: row,
            column: part * hidden)
        }
      }
      pool.recycle(states)
      return features
    }
    return model.projected(result)
  }

  private func means(
    of texts: [String], _ embeddings: StaticEmbeddings
  ) -> Matrix {
    Matrix.joining(
      TextGroups.map(texts) { group in
        var part = Matrix(rows: group.count, columns: embeddings.table.columns)
        for (row, text) in group.enumerated() {
          var text = prompt + text
          if maximumCharacters < text.utf8.count, maximumCharacters < text.unicodeScalars.count {
            text = String(text.unicodeScalars.prefix(maximumCharacters))
          }
          embeddings.assign(
            Array(tokenizer.tokenIDs(of: text).prefix(maximumLength)), to: &part, row: row)
        }
        return part
      } + [Matrix(rows: 0, columns: embeddings.table.columns)])
  }
}
