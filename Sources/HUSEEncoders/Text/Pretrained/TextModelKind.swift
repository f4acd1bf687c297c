/// The text models that can be read, by what `config.json` calls them.
enum TextModelKind: String, Sendable, CaseIterable {
  case bert
  case distilBERT = "distilbert"
  case roberta
  case xlmRoberta = "xlm-roberta"
  case mpnet
  case clip
  case siglip

  /// The kind of a `model_type`; the text model of CLIP and SigLIP has a type of its own.
  init?(modelType: String) {
    switch modelType {
    case "clip_text_model": self = .clip
    case "siglip_text_model": self = .siglip
    case "camembert": self = .roberta
    default: self.init(rawValue: modelType)
    }
  }

  /// The kinds by their names, for messages.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What the weights must be, for messages.
  var purpose: String { "a checkpoint of the kind '\(rawValue)' that fits its config.json" }

  /// What may stand before the names of tensors in a checkpoint of a larger model.
  var prefixes: [String] {
    switch self {
    case .bert: ["bert."]
    case .distilBERT: ["distilbert."]
    case .roberta, .xlmRoberta: ["roberta."]
    case .mpnet: ["mpnet."]
    case .clip, .siglip: ["text_model."]
    }
  }

  var names: TransformerNames {
    switch self {
    case .bert, .roberta, .xlmRoberta: .bert
    case .distilBERT: .distilBERT
    case .mpnet: .mpnet
    case .clip, .siglip: .clip
    }
  }

  /// Whether positions are counted from behind that of the padding token, which has its own.
  var countsFromPadding: Bool { self == .roberta || self == .xlmRoberta || self == .mpnet }

  /// Whether every text is filled up to the longest length.
  var fillsUp: Bool { self == .siglip }

  var wordEmbeddings: String {
    self == .clip || self == .siglip
      ? "embeddings.token_embedding.weight" : "embeddings.word_embeddings.weight"
  }

  var positionEmbeddings: String {
    self == .clip || self == .siglip
      ? "embeddings.position_embedding.weight" : "embeddings.position_embeddings.weight"
  }

  /// The normalisation of the embeddings, or of the last states where layers normalise first.
  var normalization: String {
    self == .clip || self == .siglip ? "final_layer_norm" : "embeddings.LayerNorm"
  }
}
