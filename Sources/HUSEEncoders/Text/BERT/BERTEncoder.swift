public import Foundation
public import HUSECore

/// A text encoder from a BERT model in the file formats of Hugging Face.
///
/// ```swift
/// let encoder = try BERTEncoder(contentsOf: folder)                 // all-MiniLM-L6-v2
/// let features = try encoder.features(of: ["a slice of pizza"])     // [1 × 384]
/// ```
///
/// Token embeddings stay in the mapped file unless they are rounded; the weights of the layers are
/// copied to memory. Texts are computed together without padding, so that a row depends only on its
/// own text, up to the rounding of the matrix products (below 1e-5).
///
/// Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language
/// Understanding".
public struct BERTEncoder: TextEncoder, Sendable {
  /// How the tokens of a text become one vector.
  public let pooling: Pooling
  /// Which tokens of a long text are used.
  public let longText: LongText
  /// The largest number of tokens of a text, with `[CLS]` and `[SEP]`.
  public let maximumLength: Int
  /// The words before each text, as in the training of the model.
  ///
  /// Most models have none.
  public let prompt: String
  /// The tokenizer of texts.
  public let tokenizer: WordPiece
  let model: BERTModel

  /// The length of a feature vector.
  public var dimension: Int { pooling.layerCount * model.configuration.hiddenSize }

  /// Reads a model from a folder that transformers or sentence-transformers has saved.
  ///
  /// The folder contains `config.json`, the weights (`model.safetensors`, or its parts with
  /// `model.safetensors.index.json`) and the vocabulary (`vocab.txt` or `tokenizer.json`). These
  /// files may also be in the folder that `modules.json` names.
  ///
  /// Other files are used if they exist: `tokenizer_config.json` (`do_lower_case`, `strip_accents`,
  /// `tokenize_chinese_chars`, `model_max_length`), and from sentence-transformers
  /// `sentence_bert_config.json`, `config_sentence_transformers.json`, `modules.json` and the
  /// `config.json` of the pooling. Nothing is downloaded.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - pooling: how tokens become a vector. By default the pooling of the model's files, or the
  ///     mean if they name none.
  ///   - longText: which tokens are used of texts with more tokens than `maximumLength`.
  ///   - maximumLength: from 3 to the number of positions of the model. By default the length in
  ///     the model's files (`max_seq_length` or `model_max_length`), or all positions.
  ///   - prompt: the words before each text. By default the default prompt of the model's files, if
  ///     they have one.
  ///   - precision: the numbers in which weights are kept. By default those of the file.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile`, `.unsupportedFile` or `.shapeMismatch`
  ///   for the files, with the key, line or tensor; `.invalidArgument` for a length out of range,
  ///   or for four layers of a model that has fewer.
  public init(
    contentsOf folder: URL, pooling: Pooling? = nil, longText: LongText = .truncate,
    maximumLength: Int? = nil, prompt: String? = nil, precision: EncoderPrecision = .stored
  ) throws(HUSEError) {
    let files = try BERTFolder(folder)
    let prompt = prompt ?? files.prompt
    let pooling =
      if let pooling {
        pooling
      } else {
        try SentenceTransformerPooling.pooling(of: files.modules, hasPrompt: !prompt.isEmpty)
      }
    try self.init(
      BERTModel(
        files.configuration,
        WeightFiles.weights(
          in: files.modules.transformer, purpose: BERTConfiguration.purpose,
          precision: precision)),
      tokenizer: files.tokenizer, pooling: pooling, longText: longText,
      maximumLength: maximumLength ?? files.maximumLength, prompt: prompt)
  }

  init(
    _ model: BERTModel, tokenizer: WordPiece, pooling: Pooling, longText: LongText,
    maximumLength: Int, prompt: String
  ) throws(HUSEError) {
    let positions = model.configuration.positionCount
    guard 3...positions ~= maximumLength else {
      throw .invalidArgument(
        name: "maximumLength", found: "\(maximumLength)",
        expected: "a number of tokens from 3 to the \(positions) positions of the model")
    }
    self.model = model
    self.tokenizer = tokenizer
    self.pooling = pooling
    self.longText = longText
    self.maximumLength = maximumLength
    self.prompt = prompt
    guard pooling.layerCount <= model.configuration.layerCount else {
      throw .invalidArgument(
        name: "pooling", found: "four layers of a model of \(model.configuration.layerCount)",
        expected: "`.mean`, or a model of at least 4 layers")
    }
  }

  /// The features of texts, `[texts.count × dimension]`.
  ///
  /// An empty text has the features of `[CLS]` and `[SEP]`.
  ///
  /// - Throws: `HUSEError.encodingFailed` if features are not finite because of damaged weights.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    let sequences = TextGroups.map(texts) { $0.map(sequence(of:)) }.flatMap(\.self)
    let (model, layerCount, dimension) = (model, pooling.layerCount, dimension)
    let result = try SequenceBatches(lengths: sequences.map(\.count)).features(
      dimension: dimension
    ) { (indices, threads, pool) throws(HUSEError) in
      let batch = TokenBatch(indices.map { sequences[$0] })
      var features = Matrix(rows: batch.sequences.count, columns: dimension)
      let states = model.lastStates(layerCount, of: batch, threads: threads, in: &pool)
      for (part, state) in states.enumerated() {
        for (row, tokens) in batch.sequences.enumerated() {
          TransformerKernels.assignMean(
            ofRows: pooling == .cls ? tokens.prefix(1) : tokens, of: state, to: &features, row: row,
            column: part * state.columns)
        }
        pool.recycle(state)
      }
      return features
    }
    if let (row, column) = result.firstNonFinite {
      throw .encodingFailed(
        input: "text \(row)", problem: "its feature \(column) is not finite",
        remedy: "The weights of the model are damaged; fetch them again.")
    }
    return pooling == .lastFourLayersMean ? result : result.normalizedRows
  }

  /// The token IDs of a text with the prompt that the model reads, with `[CLS]` and `[SEP]`.
  func sequence(of text: String) -> [Int32] {
    let text = prompt + text
    let limit = maximumLength - 2
    let tokens = tokenizer.tokenIDs(of: text)
    guard tokens.count > limit else { return tokenizer.addingSpecialTokens(to: tokens) }
    switch longText {
    case .truncate: return tokenizer.addingSpecialTokens(to: tokens.prefix(limit))
    case .salientTokens:
      let sentences = SentenceSplitter.sentences(in: text).map { tokenizer.tokenIDs(of: $0) }
      return tokenizer.addingSpecialTokens(
        to: TFIDF.salientTokens(limit, ofSentences: sentences))
    }
  }
}
