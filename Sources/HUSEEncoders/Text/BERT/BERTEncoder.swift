public import Foundation
public import HUSECore

/// Text features from a BERT model in the files of Hugging Face.
///
/// ```swift
/// let encoder = try BERTEncoder(contentsOf: folder)                 // all-MiniLM-L6-v2
/// let features = try encoder.features(of: ["a slice of pizza"])     // [1 × 384]
/// ```
///
/// Token embeddings stay in the mapped file; the matrices of the layers are packed anew in memory,
/// about their size. Sequences are computed together without padding, so that a
/// row depends on its own text alone, up to the rounding of the matrix products (below 1e-5).
/// Values are safe to use from several tasks. Devlin et al. 2018, "BERT: Pre-training of Deep
/// Bidirectional Transformers for Language Understanding".
public struct BERTEncoder: TextEncoder, Sendable {
  /// How the tokens of a text become one vector. `[CLS]` and `[SEP]` count as tokens.
  public enum Pooling: String, Sendable, Hashable, Codable {
    /// The mean of the last layer over the tokens, of unit length: the sentence-transformers models
    /// (Reimers and Gurevych 2019). `[hidden]` numbers.
    case mean
    /// The last layer at `[CLS]`, of unit length: BGE and other models that were trained so.
    /// `[hidden]` numbers.
    case cls
    /// The last four layers side by side, the last one at the end, averaged over the tokens and not
    /// normalised: the features of the HUSE paper. `[4 × hidden]` numbers.
    case lastFourLayersMean
  }

  /// What happens to a text of more tokens than the model takes.
  public enum LongText: String, Sendable, Hashable, Codable {
    /// Its first tokens are read.
    case truncate
    /// Its most salient tokens are read, in their order: TF-IDF over its sentences, as in the
    /// paper.
    case salientTokens
  }

  /// How tokens become a vector.
  public let pooling: Pooling
  /// What happens to long texts.
  public let longText: LongText
  /// The most tokens of a text that are read, `[CLS]` and `[SEP]` among them.
  public let maximumLength: Int
  /// What stands before each text: the words that the model was trained with, empty for most.
  public let prompt: String
  /// What cuts texts into tokens.
  public let tokenizer: WordPiece
  let model: BERTModel

  /// The length of a feature vector.
  public var dimension: Int { layerCount * model.configuration.hiddenSize }

  private var layerCount: Int {
    switch pooling {
    case .mean, .cls: 1
    case .lastFourLayersMean: 4
    }
  }

  /// Reads a model from a folder as transformers or sentence-transformers save it.
  ///
  /// The folder holds `config.json`, the weights (`model.safetensors`, or its parts with
  /// `model.safetensors.index.json`) and the vocabulary (`vocab.txt`, else `tokenizer.json`), or
  /// names the folder that does in `modules.json`. `tokenizer_config.json` (`do_lower_case`,
  /// `strip_accents`, `tokenize_chinese_chars`) and what sentence-transformers writes
  /// (`sentence_bert_config.json`, `config_sentence_transformers.json`, `modules.json`, the
  /// `config.json` of the pooling) are used if they are there. Nothing is downloaded.
  ///
  /// - Parameters:
  ///   - pooling: how tokens become a vector; `nil` is what the pooling's `config.json` says, else
  ///     the mean.
  ///   - longText: what happens to texts of more tokens than `maximumLength`.
  ///   - maximumLength: from 3 to the positions of the model; `nil` is what the model was trained
  ///     with (`max_seq_length` of `sentence_bert_config.json`), else all it has.
  ///   - prompt: what stands before each text; `nil` is the default prompt of
  ///     `config_sentence_transformers.json`, else nothing.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile`, `.unsupportedFile` or `.shapeMismatch`
  ///   for the files, with the key, line or tensor; `.invalidArgument` for a length out of range or
  ///   four layers of a model that has fewer.
  public init(
    contentsOf folder: URL, pooling: Pooling? = nil, longText: LongText = .truncate,
    maximumLength: Int? = nil, prompt: String? = nil
  ) throws(HUSEError) {
    let files = try BERTFolder(folder)
    let prompt = prompt ?? files.prompt
    let pooling = try SentencePooling.pooling(
      of: files.modules, hasPrompt: !prompt.isEmpty, unlessAsked: pooling)
    try self.init(
      BERTModel(
        files.configuration, BERTWeightFiles.weights(in: files.modules.transformer)),
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
    guard layerCount <= model.configuration.layerCount else {
      throw .invalidArgument(
        name: "pooling", found: "four layers of a model of \(model.configuration.layerCount)",
        expected: "`.mean`, or a model of at least 4 layers")
    }
  }

  /// The features of texts, `[texts.count × dimension]`. An empty text has those of `[CLS]` and
  /// `[SEP]` alone.
  ///
  /// - Throws: `HUSEError.encodingFailed` if features are not finite, which damaged weights cause.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    let sequences = texts.map(sequence(of:))
    let batches = Self.batches(of: sequences)
    let (model, layerCount, dimension) = (model, layerCount, dimension)
    // Each thread takes batches of its own where there are enough, else all work on one together.
    let isOneByOne = batches.count < 2 * Parallel.threadCount
    let threads = isOneByOne ? Parallel.threadCount : 1
    let parts = try ConcurrentMap.results(
      count: batches.count, threads: isOneByOne ? 1 : Parallel.threadCount, state: { BufferPool() }
    ) { (index, pool) throws(HUSEError) in
      let batch = TokenBatch(batches[index].map { sequences[$0] })
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
    var result = Matrix(rows: texts.count, columns: dimension)
    for (batch, part) in zip(batches, parts) {
      for (row, text) in batch.enumerated() {
        result.assign(part[rows: row..<row + 1], atRow: text)
      }
    }
    if let (row, column) = result.firstNonFinite {
      throw .encodingFailed(
        input: "text \(row)", problem: "its feature \(column) is not finite",
        remedy: "The weights of the model are damaged; fetch them again.")
    }
    return pooling == .lastFourLayersMean ? result : result.normalizedRows
  }

  /// The tokens of a text with its prompt that are read, `[CLS]` and `[SEP]` among them.
  func sequence(of text: String) -> [Int32] {
    let text = prompt + text
    let limit = maximumLength - 2
    let tokens = tokenizer.numbers(of: text)
    guard tokens.count > limit else { return tokenizer.framed(tokens) }
    switch longText {
    case .truncate: return tokenizer.framed(tokens.prefix(limit))
    case .salientTokens:
      let sentences = Sentences.of(text).map { tokenizer.numbers(of: $0) }
      return tokenizer.framed(TFIDF.salientTokens(limit, ofSentences: sentences))
    }
  }

  /// Batches of positions in `sequences`, similar lengths together, each of about as many tokens.
  private static func batches(of sequences: [[Int32]]) -> [[Int]] {
    let order = sequences.indices.sorted {
      (sequences[$0].count, $0) < (sequences[$1].count, $1)
    }
    var batches: [[Int]] = []
    var batch: [Int] = []
    var tokens = 0
    for index in order {
      if !batch.isEmpty, tokens + sequences[index].count > tokensOfBatch {
        batches.append(batch)
        batch = []
        tokens = 0
      }
      batch.append(index)
      tokens += sequences[index].count
    }
    if !batch.isEmpty { batches.append(batch) }
    return batches
  }

  /// Large enough for fast products, small enough for the activations to stay in the cache.
  private static let tokensOfBatch = 512
}
