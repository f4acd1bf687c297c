internal import HUSECore

/// Computes the graph loss over all pairs of a batch's embeddings, tile by tile, on all threads.
///
/// The matrix of pairs is symmetric, so a tile above its diagonal also stands for the one below.
/// Within a tile, only rectangles that contain pairs of classes closer than the margin are
/// computed. The rectangles are small if rows of close classes are adjacent.
struct MaskedPairwiseError: Sendable {
  let embeddings: Matrix
  let labels: [Int32]
  let distances: Matrix
  let margin: Float
  var precision = Precision.float32
  /// The division of the embeddings among ranks: each computes the gradient of its own from their
  /// pairs with all others, in the same order as one process that has all.
  var shard: BatchShard?

  /// The side of a tile, large enough for fast products and small enough for the cache of a core.
  static let tileSize = 256

  /// Σ σ (d − A)² over all ordered pairs; adds `scale/2 ×` its gradient to `gradient`.
  func accumulate(scaledBy scale: Float, into gradient: inout BatchGradient) -> Double {
    let size = Self.tileSize
    let near = BlockSparseMask(labels: labels, distances: distances, margin: margin)
    let rounds = TilePairSchedule(count: (embeddings.rows + size - 1) / size)
    let target = UnsafeSharedRows(&gradient.embeddings)
    while gradient.tiles.count < Parallel.threadCount { gradient.tiles.append(TileBlocks()) }
    let rounded = precision == .bfloat16 ? gradient.roundedEmbeddings(embeddings) : nil
    let own = shard.map { ownTiles(of: $0, count: rounds.count) }
    @Sendable func isOwn(_ tile: Int) -> Bool { own?[tile] ?? true }
    @Sendable func compute(_ first: Int, _ second: Int, _ tile: inout TileBlocks) -> Double {
      tile.removeAll()
      let products = UnsafeSharedRows(&tile.products)
      near.append(rows: rows(ofTile: first), columns: rows(ofTile: second), to: &tile.near)
      var (sum, start) = (0.0, 0)
      for block in tile.near {
        let result = setCosineGradient(
          of: block, in: products, from: start, scale: scale, rounded: rounded)
        sum += result.sum
        // If no pair is active, the gradient is zero.
        if result.active > 0 { tile.active.append((block, start)) }
        start += block.count
      }
      return first == second ? sum : 2 * sum
    }
    @Sendable func add(
      _ first: Int, _ second: Int, _ tile: inout TileBlocks, _ sum: Double
    ) -> Double {
      let products = UnsafeSharedRows(&tile.products)
      for (block, start) in tile.active {
        let cosineGradient = cosineGradient(of: block, in: products, from: start).matrix
        var part = target[rows: block.rows]
        if let rounded {
          let memory = tile.roundedMemory
          if isOwn(first) {
            rounded.addGradient(of: cosineGradient, to: &part, block: block, using: memory.rows)
          }
          guard first != second, isOwn(second) else { continue }
          part = target[rows: block.columns]
          rounded.addTransposedGradient(
            of: cosineGradient, to: &part, block: block, using: memory.packed)
          continue
        }
        if isOwn(first) {
          part.addProduct(of: cosineGradient, and: embeddings[rows: block.columns])
        }
        // A tile on the diagonal contains each of its pairs twice.
        guard first != second, isOwn(second) else { continue }
        part = target[rows: block.columns]
        part.addProduct(
          of: cosineGradient, and: embeddings[rows: block.rows], transposingFirst: true)
      }
      return sum
    }
    guard let shard else { return rounds.sum(states: &gradient.tiles, compute: compute, add: add) }
    let sums = rounds.sums(
      states: &gradient.tiles, where: { isOwn($0) || isOwn($1) }, compute: compute, add: add)
    return gradient.sum(sums, over: shard) { shard.rank(ofRow: rows(ofTile: $0).lowerBound) }
  }

  /// Whether each tile has an embedding of this rank.
  private func ownTiles(of shard: BatchShard, count: Int) -> [Bool] {
    (0..<count).map { tile in shard.ownRows.contains { $0.overlaps(rows(ofTile: tile)) } }
  }

  /// The memory for `scale ×` the gradient with respect to the products of a block.
  private func cosineGradient(
    of block: PairBlock, in memory: UnsafeSharedRows, from start: Int
  ) -> UnsafeSharedRows {
    memory[rows: start..<start + block.count]
      .reshaped(rows: block.rows.count, columns: block.columns.count)
  }

  /// Computes the gradient with respect to the products of a block.
  ///
  /// Returns the sum of σ (d − A)² over the block, and the number of pairs where σ is 1.
  private func setCosineGradient(
    of block: PairBlock, in memory: UnsafeSharedRows, from start: Int, scale: Float,
    rounded: RoundedEmbeddings?
  ) -> (sum: Double, active: Int) {
    var cosineGradient = cosineGradient(of: block, in: memory, from: start)
    if let rounded {
      rounded.assignCosines(of: block, to: &cosineGradient)
    } else {
      cosineGradient.assignProduct(
        of: embeddings[rows: block.rows], and: embeddings[rows: block.columns],
        transposingSecond: true)
    }
    return Kernels.best.graphTile(
      &cosineGradient, rowLabels: labels[block.rows], columnLabels: labels[block.columns],
      distances: distances, margin: margin, scale: scale,
      diagonal: block.columns.lowerBound - block.rows.lowerBound)
  }

  private func rows(ofTile index: Int) -> Range<Int> {
    index * Self.tileSize..<min((index + 1) * Self.tileSize, embeddings.rows)
  }
}
