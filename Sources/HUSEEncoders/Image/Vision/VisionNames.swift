/// The names of the parts of a vision transformer in checkpoints.
struct VisionNames: Sendable {
  /// The possible prefixes of the names in a checkpoint; the last is used if none of the others
  /// match.
  let prefixes: [String]
  let classToken: String
  let positions: String
  let patches: String
  /// The normalisation before the layers, if there is one.
  let inputNormalization: String?
  let layers: TransformerNames
  /// The normalisation after the layers.
  let outputNormalization: String

  init(_ kind: VisionConfiguration.Kind) {
    switch kind {
    case .vit, .dinov2:
      prefixes = ["\(kind.rawValue).", ""]
      classToken = "embeddings.cls_token"
      positions = "embeddings.position_embeddings"
      patches = "embeddings.patch_embeddings.projection"
      inputNormalization = nil
      layers = kind == .vit ? .vit : .dinov2
      outputNormalization = "layernorm"
    case .clip, .siglip:
      prefixes = ["vision_model.", ""]
      classToken = "embeddings.class_embedding"
      positions = "embeddings.position_embedding.weight"
      patches = "embeddings.patch_embedding"
      // The misspelling is in the checkpoints.
      inputNormalization = kind == .clip ? "pre_layrnorm" : nil
      layers = .clip
      outputNormalization = "post_layernorm"
    }
  }

  /// The projection of CLIP, which is outside the vision model.
  static let projection = "visual_projection.weight"
  /// The attention pooling of SigLIP.
  static let head = "head"
}

extension TransformerNames {
  static let vit = TransformerNames(
    layers: "encoder.layer", query: "attention.attention.query",
    key: "attention.attention.key", value: "attention.attention.value",
    attentionOutput: "attention.output.dense", attentionNormalization: "layernorm_before",
    intermediate: "intermediate.dense", output: "output.dense",
    outputNormalization: "layernorm_after")

  static let dinov2 = TransformerNames(
    layers: "encoder.layer", query: "attention.attention.query",
    key: "attention.attention.key", value: "attention.attention.value",
    attentionOutput: "attention.output.dense", attentionNormalization: "norm1",
    intermediate: "mlp.fc1", output: "mlp.fc2", outputNormalization: "norm2",
    attentionScale: "layer_scale1.lambda1", outputScale: "layer_scale2.lambda1")
}
