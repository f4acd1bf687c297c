import Foundation
import HUSE

/// Shows what is written for other programs.
func export(_ model: SharedEmbedding, index: EmbeddingIndex, test: PairedFeatures) throws {
  // snippet.onnx
  let graphs = URL(fileURLWithPath: "graphs")
  try ONNXModel.write(model, to: graphs)  // graphs/image.onnx, graphs/text.onnx
  // snippet.end

  // snippet.sentences
  let sentences = URL(fileURLWithPath: "sentences")
  try SentenceTransformersFolder(of: model.withoutClassComponent).write(to: sentences)
  // snippet.end

  // snippet.vectors
  let vectors = index.embeddings.vectors
  try FAISSFile.writeFlatIndex(of: vectors, to: URL(fileURLWithPath: "images.faiss"))
  try NPYFile.write(vectors, to: URL(fileURLWithPath: "images.npy"))
  try CSVFile.write(
    vectors, identifiers: index.identifiers, to: URL(fileURLWithPath: "images.csv"))
  // snippet.end

  // snippet.trec
  let (images, texts) = try model.embed(test)
  try TRECRun(images: images, texts: texts, labels: test.labels)
    .write(to: URL(fileURLWithPath: "runs"))
  // snippet.end
}
