import Foundation
internal import HUSECore

/// The sizes of a BERT model from its `config.json`.
struct BERTConfiguration: Sendable, Hashable {
  let vocabularySize: Int
  let hiddenSize: Int
  let layerCount: Int
  let headCount: Int
  let intermediateSize: Int
  let positionCount: Int
  let typeCount: Int
  let epsilon: Float

  /// The layers behind the embeddings.
  var transformer: TransformerConfiguration {
    TransformerConfiguration(
      hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
      intermediateSize: intermediateSize, normalization: .after, activation: .gelu,
      epsilon: epsilon)
  }

  /// What the weights should be, for messages.
  static let purpose = "a BERT checkpoint that fits its config.json"
  static let remedy: Remedy = "Pass the folder of a BERT model with its own config.json."

  /// The architecture of a model.
  ///
  /// It is read before the sizes, since other architectures have other names for them.
  private struct Architecture: Decodable {
    var model_type: String?
    var architectures: [String]?
  }

  /// Reads `config.json`.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for impossible sizes; `.unsupportedFile`
  ///   for another architecture.
  init(contentsOf url: URL) throws(HUSEError) {
    let found = try JSONDocument.decode(
      Architecture.self, contentsOf: url, remedy: Self.remedy)
    if let type = found.model_type, type != "bert" {
      throw .unsupportedFile(path: url.path, found: "model_type '\(type)'", supported: "bert")
    }
    if found.model_type == nil, let architecture = found.architectures?.first,
      !architecture.hasPrefix("Bert")
    {
      throw .unsupportedFile(
        path: url.path, found: "the architecture '\(architecture)'", supported: "BertModel")
    }
    try self.init(
      JSONDocument.decode(
        BERTConfigurationFile.self, contentsOf: url, remedy: Self.remedy), path: url.path)
  }

  /// Checks the sizes and the architecture.
  ///
  /// - Throws: `HUSEError.malformedFile` for impossible sizes, `.unsupportedFile` for another
  ///   architecture.
  init(_ file: BERTConfigurationFile, path: String) throws(HUSEError) {
    func unsupported(_ key: String, _ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: path, found: "\(key) '\(found)'", supported: supported)
    }
    if let type = file.model_type, type != "bert" {
      throw unsupported("model_type", type, "bert")
    }
    if let activation = file.hidden_act, activation != "gelu" {
      throw unsupported("hidden_act", activation, "gelu")
    }
    if let positions = file.position_embedding_type, positions != "absolute" {
      throw unsupported("position_embedding_type", positions, "absolute")
    }
    vocabularySize = file.vocab_size
    hiddenSize = file.hidden_size
    layerCount = file.num_hidden_layers
    headCount = file.num_attention_heads
    intermediateSize = file.intermediate_size
    positionCount = file.max_position_embeddings
    typeCount = file.type_vocab_size ?? 2
    epsilon = file.layer_norm_eps ?? 1e-12

    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: Self.remedy)
    }
    for (key, size) in [
      ("vocab_size", vocabularySize), ("hidden_size", hiddenSize),
      ("num_hidden_layers", layerCount), ("num_attention_heads", headCount),
      ("intermediate_size", intermediateSize), ("type_vocab_size", typeCount),
    ] where size < 1 {
      throw malformed("'\(key)' is \(size), expected at least 1")
    }
    guard positionCount >= 3 else {
      throw malformed("'max_position_embeddings' is \(positionCount), expected at least 3")
    }
    guard hiddenSize % headCount == 0 else {
      throw malformed(
        "'hidden_size' \(hiddenSize) is not a multiple of 'num_attention_heads' \(headCount)")
    }
    guard epsilon >= 0, epsilon.isFinite else {
      throw malformed("'layer_norm_eps' is \(epsilon), expected at least 0")
    }
  }

  /// The content of a `config.json` with these sizes.
  var file: BERTConfigurationFile {
    BERTConfigurationFile(
      model_type: "bert", vocab_size: vocabularySize, hidden_size: hiddenSize,
      num_hidden_layers: layerCount, num_attention_heads: headCount,
      intermediate_size: intermediateSize, max_position_embeddings: positionCount,
      type_vocab_size: typeCount, hidden_act: "gelu", layer_norm_eps: epsilon,
      position_embedding_type: "absolute")
  }
}

/// The keys of `config.json` that are read, under the names of the file.
struct BERTConfigurationFile: Codable {
  var model_type: String?
  var vocab_size: Int
  var hidden_size: Int
  var num_hidden_layers: Int
  var num_attention_heads: Int
  var intermediate_size: Int
  var max_position_embeddings: Int
  var type_vocab_size: Int?
  var hidden_act: String?
  var layer_norm_eps: Float?
  var position_embedding_type: String?
}
