internal import HUSECore

// Measurements that ranks share: each embeds blocks of the held-out pairs. The bits do not depend
// on the number of ranks.
extension Validation {
  /// The same as `measure` on every rank, which all call this at the same time.
  ///
  /// - Throws: what reading the pairs throws, `HUSEError.rankFailed` if another rank cannot read
  ///   them, `.communicationFailed`.
  func measure(
    _ model: SharedEmbedding, loss: some Loss, batchSize: Int,
    sharing distribution: DistributedTraining
  ) throws(HUSEError) -> Double {
    let communicator = distribution.communicator
    let blocks = RankBlocks(
      rowCount: pairs.count,
      blockSize: metric == .loss ? min(batchSize, max(pairs.count, 1)) : distribution.blockSize,
      rankCount: communicator.size)
    switch metric {
    case .loss: return try sharedLoss(model, loss, blocks, over: communicator)
    case .recall: return try sharedRecall(model, blocks, over: communicator)
    case .accuracy: return try sharedAccuracy(model, blocks, over: communicator)
    }
  }

  private func sharedLoss(
    _ model: SharedEmbedding, _ loss: some Loss, _ blocks: RankBlocks,
    over communicator: any Communicator
  ) throws(HUSEError) -> Double {
    let labels = pairs.labels
    var values = [Double](repeating: 0, count: blocks.blockCount)
    try pairs.forEachBlock(of: blocks, on: communicator.rank) {
      (images, texts, block) throws(HUSEError) in
      let rows = blocks.rows(ofBlock: block)
      let value = try model.value(of: loss, images, texts, labels: labels[rows])
      values[block] = value.total * Double(rows.count) / Double(labels.count)
    }
    try RankAgreement(communicator: communicator).proceed()
    let all = try communicator.all(values)
    return values.indices.reduce(0) { $0 + all[blocks.rank(ofBlock: $1)][$1] }
  }

  private func sharedAccuracy(
    _ model: SharedEmbedding, _ blocks: RankBlocks, over communicator: any Communicator
  ) throws(HUSEError) -> Double {
    let labels = pairs.labels
    // The number of right answers for each block, NaN if an embedding is not finite.
    var right = [Double](repeating: 0, count: blocks.blockCount)
    try pairs.forEachBlock(of: blocks, on: communicator.rank) {
      (images, texts, block) throws(HUSEError) in
      let own = Array(labels[blocks.rows(ofBlock: block)])
      for (modality, features) in [(Modality.image, images), (.text, texts)] {
        let vectors = try model.tower(modality)(features)
        right[block] +=
          vectors.firstNonFinite == nil
          ? model.towerScores(of: vectors, modality).accuracy(labels: own) * Double(own.count)
          : .nan
      }
    }
    try RankAgreement(communicator: communicator).proceed()
    let all = try communicator.all(right)
    let sum = right.indices.reduce(0) { $0 + all[blocks.rank(ofBlock: $1)][$1].rounded() }
    return sum / Double(2 * labels.count)
  }

  private func sharedRecall(
    _ model: SharedEmbedding, _ blocks: RankBlocks, over communicator: any Communicator
  ) throws(HUSEError) -> Double {
    var images = Matrix(rows: pairs.count, columns: model.towerDimension)
    var texts = images
    try pairs.forEachBlock(of: blocks, on: communicator.rank) {
      (imageRows, textRows, block) throws(HUSEError) in
      let start = blocks.rows(ofBlock: block).lowerBound
      images.assign(try model.imageTower(imageRows), atRow: start)
      texts.assign(try model.textTower(textRows), atRow: start)
    }
    try RankAgreement(communicator: communicator).proceed()
    try images.allGather(counts: blocks.rowCounts, over: communicator)
    try texts.allGather(counts: blocks.rowCounts, over: communicator)
    guard images.firstNonFinite == nil, texts.firstNonFinite == nil else { return .nan }
    let own = blocks.blocks(of: communicator.rank)
    let hits =
      own.isEmpty
      ? 0 : hits(in: texts, of: images, own, blocks) + hits(in: images, of: texts, own, blocks)
    let all = try communicator.all(Int64(hits))
    return Double(all.reduce(0, +)) / Double(2 * pairs.count)
  }

  /// The number of queries in some blocks whose nearest item is of their class.
  private func hits(
    in items: Matrix, of queries: Matrix, _ own: Range<Int>, _ blocks: RankBlocks
  ) -> Int {
    let labels = pairs.labels
    let ranked = RankedItems(Embeddings(vectors: items))
    let hits = Parallel.map(own.count) { index in
      let rows = blocks.rows(ofBlock: own.lowerBound + index)
      let nearest = ranked.nearest(to: Embeddings(vectors: queries[rows: rows]))
      return zip(nearest, labels[rows]).count { labels[$0] == $1 }
    }
    return hits.reduce(0, +)
  }
}
