import HUSE

extension FuzzTarget {
  /// Models with and without encoders.
  static let model = FuzzTarget("model") { bytes throws(HUSEError) in
    let model = try SharedEmbedding(
      contentsOf: MemoryFolder.shared.write(
        SafetensorsChecksum.repaired(bytes), to: "input.huse"))
    let images = Matrix(rows: 2, columns: model.imageTower.inputDimension, repeating: 1)
    let embeddings = try model.embed(imageFeatures: images)
    precondition(embeddings.count == 2 && embeddings.dimension == model.dimension)
    let texts = Matrix(rows: 2, columns: model.textTower.inputDimension, repeating: 1)
    _ = try model.classify(imageFeatures: images, textFeatures: texts)
    if model.textEncoder != nil { _ = try model.embed(text: "two red apples") }
    try model.write(to: MemoryFolder.shared.url.appendingPathComponent("output.huse"))
  }

  /// Embeddings that are searched.
  static let index = FuzzTarget("index") { bytes throws(HUSEError) in
    let index = try EmbeddingIndex(
      contentsOf: MemoryFolder.shared.write(
        SafetensorsChecksum.repaired(bytes), to: "input.index"))
    guard let first = index.embeddings.first else { return }
    let matches = try index.nearest(3, to: first)
    precondition(matches.allSatisfy { index.identifiers[$0.position] == $0.identifier })
  }
}
