extension SharedEmbedding {
  /// The rows of a batch whose embeddings or logits are not finite, or all rows if all of them are
  /// finite.
  func rowsToBlame(in batch: TrainingBatch) -> [Int] {
    let rows = batch.sourceRows
    let pairs = batch.rows.map { batch.pairs.selecting(rows: $0) } ?? batch.pairs
    guard let images = try? imageTower(pairs.images), let texts = try? textTower(pairs.texts),
      let embeddings = try? images.appending(texts)
    else { return Array(rows) }
    var logits = Matrix(rows: embeddings.rows, columns: classCount)
    assignLogits(of: embeddings, to: &logits)
    func isFinite(_ row: Int) -> Bool {
      embeddings[rows: row..<row + 1].firstNonFinite == nil
        && logits[rows: row..<row + 1].firstNonFinite == nil
    }
    let found = rows.enumerated().filter {
      !isFinite($0.offset) || !isFinite(rows.count + $0.offset)
    }
    return (found.isEmpty ? Array(rows) : found.map(\.element)).sorted()
  }
}

extension TrainingStep {
  /// The same for a batch that ranks share, from the outputs that all of them have.
  func rowsToBlame(in batch: TrainingBatch) -> [Int] {
    let rows = batch.sourceRows
    let found = nonFinitePairs.map { rows[rows.startIndex + $0] }
    return (found.isEmpty ? Array(rows) : found).sorted()
  }
}
