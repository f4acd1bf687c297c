internal import HUSECore

/// The graph loss over the pairs of two tiles of embeddings, and the gradient of these.
///
/// Only rectangles that contain pairs of classes closer than the margin are computed.
struct TileGradients: Sendable {
  private let embeddings: Matrix
  private let labels: [Int32]
  private let distances: Matrix
  private let margin: Float
  private let scale: Float
  private let near: BlockSparseMask
  private let rounded: RoundedEmbeddings?

  /// Pairs of embeddings, the gradient of whose errors is multiplied by `scale/2`; `rounded` are
  /// the embeddings in bfloat16, if products multiply these.
  init(_ error: MaskedPairwiseError, scaledBy scale: Float, rounded: RoundedEmbeddings?) {
    (embeddings, labels) = (error.embeddings, error.labels)
    (distances, margin) = (error.distances, error.margin)
    self.scale = scale
    self.rounded = rounded
    near = BlockSparseMask(labels: labels, distances: distances, margin: margin)
  }

  /// Computes the gradient with respect to the cosines of a tile's rows with those of another, or
  /// with themselves, and keeps it in `tile`.
  ///
  /// Returns Σ σ (d − A)² over all ordered pairs.
  func compute(rows: Range<Int>, columns: Range<Int>, in tile: inout TileBlocks) -> Double {
    tile.removeAll()
    let products = UnsafeSharedRows(&tile.products)
    near.append(rows: rows, columns: columns, to: &tile.near)
    var (sum, start) = (0.0, 0)
    for block in tile.near {
      let result = setCosineGradient(of: block, in: products, from: start)
      sum += result.sum
      // If no pair is active, the gradient is zero.
      if result.active > 0 { tile.active.append((block, start)) }
      start += block.count
    }
    return rows == columns ? sum : 2 * sum
  }

  /// Adds the gradient of the rows that `compute` was called with; the first row of `target` is the
  /// embedding `first`.
  func addToRows(_ target: UnsafeSharedRows, from first: Int, of tile: inout TileBlocks) {
    let products = UnsafeSharedRows(&tile.products)
    for (block, start) in tile.active {
      let cosineGradient = Self.cosineGradient(of: block, in: products, from: start).matrix
      var part = target[rows: block.rows.offset(by: -first)]
      if let rounded {
        rounded.addGradient(
          of: cosineGradient, to: &part, block: block, using: tile.roundedMemory.rows)
      } else {
        part.addProduct(of: cosineGradient, and: embeddings[rows: block.columns])
      }
    }
  }

  /// The same for the columns.
  func addToColumns(_ target: UnsafeSharedRows, from first: Int, of tile: inout TileBlocks) {
    let products = UnsafeSharedRows(&tile.products)
    for (block, start) in tile.active {
      let cosineGradient = Self.cosineGradient(of: block, in: products, from: start).matrix
      var part = target[rows: block.columns.offset(by: -first)]
      if let rounded {
        rounded.addTransposedGradient(
          of: cosineGradient, to: &part, block: block, using: tile.roundedMemory.packed)
      } else {
        part.addProduct(
          of: cosineGradient, and: embeddings[rows: block.rows], transposingFirst: true)
      }
    }
  }

  /// The memory for `scale ×` the gradient with respect to the products of a block.
  private static func cosineGradient(
    of block: PairBlock, in memory: UnsafeSharedRows, from start: Int
  ) -> UnsafeSharedRows {
    memory[rows: start..<start + block.count]
      .reshaped(rows: block.rows.count, columns: block.columns.count)
  }

  /// Computes the gradient with respect to the products of a block.
  ///
  /// Returns the sum of σ (d − A)² over the block, and the number of pairs where σ is 1.
  private func setCosineGradient(
    of block: PairBlock, in memory: UnsafeSharedRows, from start: Int
  ) -> (sum: Double, active: Int) {
    var cosineGradient = Self.cosineGradient(of: block, in: memory, from: start)
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
}
