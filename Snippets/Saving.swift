import Foundation
import HUSE

/// Shows how models are written and read.
func write(_ model: SharedEmbedding, encoder: any TextEncoder) throws {
  // snippet.model
  let file = URL(fileURLWithPath: "model.huse")
  try model.write(to: file)
  let read = try SharedEmbedding(contentsOf: file)
  print(try read.embed(text: "a slice of pizza").count)
  // snippet.end

  // snippet.without-encoders
  try model.write(to: file, includingEncoders: false)
  let small = try SharedEmbedding(contentsOf: file, textEncoder: encoder)
  // snippet.end
  print(small.dimension)
}

/// Shows how an index is written and read.
func write(_ images: Embeddings, names: [String]) throws {
  // snippet.index
  let file = URL(fileURLWithPath: "images.index")
  try EmbeddingIndex(images, identifiers: names).write(to: file)
  let index = try EmbeddingIndex(contentsOf: file)
  // snippet.end
  print(index.count)
}

/// Shows how any safetensors file is read.
func look(at file: URL) throws {
  // snippet.tensors
  let tensors = try SafetensorsFile(contentsOf: file)
  print(tensors.names, tensors.metadata["format"] ?? "none")
  let weights = try tensors.tensor("classifier.weights")
  // snippet.end
  print(weights.shape)
}
