import HUSE

@testable import HUSEModel

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

  /// A graph over embeddings that is searched, however few they are, and changed.
  static let approximateIndex = FuzzTarget("approximate-index") { bytes throws(HUSEError) in
    let file = MemoryFolder.shared.write(
      SafetensorsChecksum.repaired(bytes), to: "input.index")
    var index = try ApproximateIndex(contentsOf: file)
    let embeddings = index.items.embeddings
    let some = IncludedItems((0..<index.count).map { $0 % 2 == 0 })
    for included in [nil, some] {
      let matches = try index.nearest(
        3, to: embeddings, candidates: 1, among: included, scanLimit: 0)
      let possible = included?.positions.count ?? index.count
      precondition(matches.allSatisfy { $0.count == min(3, possible) })
      precondition(
        matches.joined().allSatisfy { included?.flags[$0.position] ?? true })
    }
    guard let first = embeddings.first, let name = index.items.identifiers.last else { return }
    try index.write(to: MemoryFolder.shared.url.appendingPathComponent("output.index"))
    attempt { () throws(HUSEError) in try index.update(Embeddings([first]), identifiers: [name]) }
    attempt { () throws(HUSEError) in try index.append(Embeddings([first]), identifiers: ["new"]) }
    attempt { () throws(HUSEError) in try index.remove([name]) }
    _ = try index.nearest(
      index.count + 1, to: embeddings, candidates: 1, among: nil, scanLimit: 0)
  }
}
