import Foundation
internal import HUSECore

/// The sizes of a text model, from its `config.json`.
struct TextModelConfiguration: Sendable {
  let kind: TextModelKind
  let transformer: TransformerConfiguration
  let vocabularySize: Int
  /// The rows of the position embeddings.
  let positionCount: Int
  /// 0 for models without types.
  let typeCount: Int
  let paddingToken: Int
  /// What CLIP pools at; `nil` is the largest number in a text.
  let endToken: Int?
  let bucketCount: Int
  /// The outputs of CLIP's projection and SigLIP's head.
  let projectionSize: Int

  static let remedy: Remedy = "Pass the folder of a model with its own config.json."

  private struct Keys: Decodable {
    var model_type: String?
    var architectures: [String]?
    var vocab_size: Int?
    var hidden_size: Int?
    var dim: Int?
    var num_hidden_layers: Int?
    var n_layers: Int?
    var num_attention_heads: Int?
    var n_heads: Int?
    var intermediate_size: Int?
    var hidden_dim: Int?
    var max_position_embeddings: Int?
    var type_vocab_size: Int?
    var hidden_act: String?
    var activation: String?
    var layer_norm_eps: Float?
    var pad_token_id: Int?
    var eos_token_id: Int?
    var position_embedding_type: String?
    var relative_attention_num_buckets: Int?
    var projection_dim: Int?
    var projection_size: Int?
  }

  private struct Whole: Decodable {
    var text_config: Keys?
  }

  /// - Parameters:
  ///   - text: the `config.json`.
  ///   - path: the file, for messages.
  /// - Throws: `HUSEError.unsupportedFile` for another kind of model, `.malformedFile` for sizes
  ///   that cannot be.
  init(_ text: String, path: String) throws(HUSEError) {
    let data = Data(text.utf8)
    let outer = try JSONDocument.decode(Keys.self, from: data, path: path, remedy: Self.remedy)
    let whole = try JSONDocument.decode(Whole.self, from: data, path: path, remedy: Self.remedy)
    let kind = try Self.kind(of: outer, path: path)
    self.kind = kind
    let keys = whole.text_config ?? outer
    let isPair = kind == .clip || kind == .siglip
    func unsupported(_ key: String, _ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: path, found: "\(key) '\(found)'", supported: supported)
    }
    if let positions = keys.position_embedding_type, positions != "absolute" {
      throw unsupported("position_embedding_type", positions, "absolute")
    }
    let activationName =
      keys.hidden_act ?? keys.activation
      ?? (kind == .clip ? "quick_gelu" : kind == .siglip ? "gelu_pytorch_tanh" : "gelu")
    guard let activation = TransformerActivation(name: activationName) else {
      throw unsupported("hidden_act", activationName, TransformerActivation.names)
    }
    func size(_ name: String, _ value: Int?, else standard: Int?) throws(HUSEError) -> Int {
      guard let value = value ?? standard else {
        throw .malformedFile(path: path, problem: "has no '\(name)'", remedy: Self.remedy)
      }
      // No model is larger, and no product of sizes overflows.
      guard 1..<1 << 24 ~= value else {
        throw .malformedFile(
          path: path, problem: "'\(name)' is \(value), expected from 1 to \(1 << 24 - 1)",
          remedy: Self.remedy)
      }
      return value
    }
    // CLIP and SigLIP write only what differs from their first models.
    let hidden = try size(
      "hidden_size", keys.hidden_size ?? keys.dim,
      else: isPair ? (kind == .clip ? 512 : 768) : nil)
    let heads = try size(
      "num_attention_heads", keys.num_attention_heads ?? keys.n_heads,
      else: isPair ? (kind == .clip ? 8 : 12) : nil)
    guard hidden % heads == 0 else {
      throw .malformedFile(
        path: path,
        problem: "'hidden_size' \(hidden) is not a multiple of 'num_attention_heads' \(heads)",
        remedy: Self.remedy)
    }
    let epsilon =
      keys.layer_norm_eps ?? (kind == .clip ? 1e-5 : kind == .siglip ? 1e-6 : 1e-12)
    guard epsilon >= 0, epsilon.isFinite else {
      throw .malformedFile(
        path: path, problem: "'layer_norm_eps' is \(epsilon), expected a number from 0",
        remedy: Self.remedy)
    }
    transformer = TransformerConfiguration(
      hiddenSize: hidden,
      layerCount: try size(
        "num_hidden_layers", keys.num_hidden_layers ?? keys.n_layers, else: isPair ? 12 : nil),
      headCount: heads,
      intermediateSize: try size(
        "intermediate_size", keys.intermediate_size ?? keys.hidden_dim,
        else: isPair ? (kind == .clip ? 2048 : 3072) : nil),
      normalization: isPair ? .before : .after, activation: activation,
      attention: kind == .clip ? .causal : .full, epsilon: epsilon)
    vocabularySize = try size(
      "vocab_size", keys.vocab_size, else: isPair ? (kind == .clip ? 49408 : 32000) : nil)
    positionCount = try size(
      "max_position_embeddings", keys.max_position_embeddings,
      else: isPair ? (kind == .clip ? 77 : 64) : nil)
    typeCount =
      switch kind {
      case .bert: try size("type_vocab_size", keys.type_vocab_size, else: 2)
      case .roberta, .xlmRoberta: try size("type_vocab_size", keys.type_vocab_size, else: 1)
      case .distilBERT, .mpnet, .clip, .siglip: 0
      }
    paddingToken = keys.pad_token_id ?? (kind == .bert || kind == .distilBERT ? 0 : 1)
    // 2 was written by mistake for models whose end is the last token of the vocabulary.
    endToken = keys.eos_token_id.flatMap { $0 == 2 ? nil : $0 }
    bucketCount =
      kind == .mpnet
      ? try size(
        "relative_attention_num_buckets", keys.relative_attention_num_buckets, else: 32) : 0
    projectionSize =
      switch kind {
      case .clip:
        try size(
          "projection_dim",
          whole.text_config == nil ? keys.projection_dim : outer.projection_dim, else: 512)
      case .siglip: try size("projection_size", keys.projection_size, else: hidden)
      default: hidden
      }
    guard (0..<vocabularySize).contains(paddingToken) else {
      throw .malformedFile(
        path: path,
        problem: "'pad_token_id' is \(paddingToken), expected one of \(vocabularySize) tokens",
        remedy: Self.remedy)
    }
    guard longestSequence >= 3 else {
      throw .malformedFile(
        path: path,
        problem: "'max_position_embeddings' is \(positionCount), which leaves no position for text",
        remedy: Self.remedy)
    }
  }

  private static func kind(of keys: Keys, path: String) throws(HUSEError) -> TextModelKind {
    if let type = keys.model_type {
      guard let kind = TextModelKind(modelType: type) else {
        throw .unsupportedFile(
          path: path, found: "model_type '\(type)'", supported: TextModelKind.names)
      }
      return kind
    }
    // Before they wrote model_type, files named the class alone.
    let classes: [(String, TextModelKind)] = [
      ("Bert", .bert), ("DistilBert", .distilBERT), ("Roberta", .roberta),
      ("XLMRoberta", .xlmRoberta), ("MPNet", .mpnet), ("CLIP", .clip), ("Siglip", .siglip),
    ]
    guard let name = keys.architectures?.first else { return .bert }
    guard let (_, kind) = classes.first(where: { name.hasPrefix($0.0) }) else {
      throw .unsupportedFile(
        path: path, found: "a model of the kind '\(name)'", supported: TextModelKind.names)
    }
    return kind
  }

  /// The most tokens of a text.
  var longestSequence: Int {
    kind.countsFromPadding ? positionCount - paddingToken - 1 : positionCount
  }
}
