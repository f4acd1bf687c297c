import ArgumentParser

/// A format that `huse export` writes.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case onnx
  case sentenceTransformers = "sentence-transformers"
  case trec
  case jsonl, csv, npy, faiss

  /// The format of the vectors of an index; `nil` for a format that is made from a model.
  var vectors: VectorFormat? { VectorFormat(rawValue: rawValue) }
}
