/// The names of a layer's parts in a checkpoint, after the prefix of the layer.
struct TransformerNames: Sendable {
  /// The prefix of a layer's number, such as `encoder.layer`.
  var layers: String
  var query: String
  var key: String
  var value: String
  var attentionOutput: String
  /// The normalisation after attention, or before it if the layer normalises first.
  var attentionNormalization: String
  var intermediate: String
  var output: String
  /// The normalisation after the fully connected part, or before it.
  var outputNormalization: String
  /// The factors of a branch's outputs, if the model has them (LayerScale, Touvron et al.
  ///
  /// 2021).
  var attentionScale: String?
  var outputScale: String?

  /// The names in BERT, RoBERTa and XLM-RoBERTa.
  static let bert = TransformerNames(
    layers: "encoder.layer", query: "attention.self.query", key: "attention.self.key",
    value: "attention.self.value", attentionOutput: "attention.output.dense",
    attentionNormalization: "attention.output.LayerNorm", intermediate: "intermediate.dense",
    output: "output.dense", outputNormalization: "output.LayerNorm")

  static let distilBERT = TransformerNames(
    layers: "transformer.layer", query: "attention.q_lin", key: "attention.k_lin",
    value: "attention.v_lin", attentionOutput: "attention.out_lin",
    attentionNormalization: "sa_layer_norm", intermediate: "ffn.lin1", output: "ffn.lin2",
    outputNormalization: "output_layer_norm")

  static let mpnet = TransformerNames(
    layers: "encoder.layer", query: "attention.attn.q", key: "attention.attn.k",
    value: "attention.attn.v", attentionOutput: "attention.attn.o",
    attentionNormalization: "attention.LayerNorm", intermediate: "intermediate.dense",
    output: "output.dense", outputNormalization: "output.LayerNorm")

  /// The names in CLIP and SigLIP, for both text and vision.
  static let clip = TransformerNames(
    layers: "encoder.layers", query: "self_attn.q_proj", key: "self_attn.k_proj",
    value: "self_attn.v_proj", attentionOutput: "self_attn.out_proj",
    attentionNormalization: "layer_norm1", intermediate: "mlp.fc1", output: "mlp.fc2",
    outputNormalization: "layer_norm2")
}
