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

  /// The side of a tile, large enough for fast products and small enough for the cache of a core.
  static let tileSize = 256

  /// Σ σ (d − A)² over all ordered pairs; adds `scale/2 ×` its gradient to `gradient`.
  func accumulate(scaledBy scale: Float, into gradient: inout BatchGradient) -> Double {
    let (size, count) = (Self.tileSize, embeddings.rows)
    @Sendable func rows(ofTile index: Int) -> Range<Int> {
      index * size..<min((index + 1) * size, count)
    }
    let pairs = tileGradients(scaledBy: scale, in: &gradient)
    let target = UnsafeSharedRows(&gradient.embeddings)
    return TilePairSchedule(count: (count + size - 1) / size).sum(states: &gradient.tiles) {
      first, second, tile in
      pairs.compute(rows: rows(ofTile: first), columns: rows(ofTile: second), in: &tile)
    } add: { first, second, tile, sum in
      pairs.addToRows(target, from: 0, of: &tile)
      // A tile on the diagonal contains each of its pairs twice.
      if first != second { pairs.addToColumns(target, from: 0, of: &tile) }
      return sum
    }
  }

  /// What computes the pairs of two tiles, with memory for each thread in `gradient`.
  func tileGradients(
    scaledBy scale: Float, in gradient: inout BatchGradient
  ) -> TileGradients {
    while gradient.tiles.count < Parallel.threadCount { gradient.tiles.append(TileBlocks()) }
    let rounded = precision == .bfloat16 ? gradient.roundedEmbeddings(embeddings) : nil
    return TileGradients(self, scaledBy: scale, rounded: rounded)
  }
}
