internal import HUSECore

/// All pairs of a batch's embeddings, for the graph loss: tile by tile, on all threads.
///
/// The matrix of pairs is symmetric, so a tile above its diagonal also stands for the one below.
/// Tiles of classes that are all at a distance beyond the margin are left out; there are the more,
/// the better rows of near classes lie together.
struct GraphPairs: Sendable {
  let embeddings: Matrix
  let labels: [Int32]
  let distances: Matrix
  let margin: Float

  /// The rows and columns of a tile: enough for fast products, few enough for the cache of a core.
  private static let tileSize = 256

  /// Σ σ (d − A)² over all ordered pairs; adds `scale ×` its gradient to `gradient`.
  func accumulate(
    scaledBy scale: Float, into gradient: inout Matrix, using scratch: inout BufferPool
  ) -> Double {
    let size = Self.tileSize
    let rounds = TileRounds(count: (embeddings.rows + size - 1) / size)
    var memory = scratch.matrix(rows: Parallel.threadCount * size * size, columns: 1)
    defer { scratch.recycle(memory) }
    let (tiles, target) = (SharedRows(&memory), SharedRows(&gradient))

    return rounds.sum { first, second, thread in
      let (rows, columns) = (rows(ofTile: first), rows(ofTile: second))
      guard hasNearClasses(rows, columns) else { return (sum: 0.0, active: 0) }
      var products = tile(of: tiles, rows, columns, thread)
      products.assignProduct(
        of: embeddings[rows: rows], and: embeddings[rows: columns], transposingSecond: true)
      return Kernels.best.graphTile(
        &products, rowLabels: labels[rows], columnLabels: labels[columns], distances: distances,
        margin: margin, scale: scale, diagonal: columns.lowerBound - rows.lowerBound)
    } add: { first, second, thread, result in
      // Where no pair is active the gradient is zero.
      guard result.active > 0 else { return 0 }
      let (rows, columns) = (rows(ofTile: first), rows(ofTile: second))
      let slopes = tile(of: tiles, rows, columns, thread).matrix
      var part = target[rows: rows]
      part.addProduct(of: slopes, and: embeddings[rows: columns])
      guard first != second else { return result.sum }
      part = target[rows: columns]
      part.addProduct(of: slopes, and: embeddings[rows: rows], transposingFirst: true)
      return 2 * result.sum
    }
  }

  private func rows(ofTile index: Int) -> Range<Int> {
    index * Self.tileSize..<min((index + 1) * Self.tileSize, embeddings.rows)
  }

  /// The memory of a thread in the shape of a tile.
  private func tile(
    of memory: SharedRows, _ rows: Range<Int>, _ columns: Range<Int>, _ thread: Int
  ) -> SharedRows {
    let start = thread * Self.tileSize * Self.tileSize
    return memory[rows: start..<start + rows.count * columns.count]
      .reshaped(rows: rows.count, columns: columns.count)
  }

  /// Whether a class of some rows and one of others are nearer than the margin.
  private func hasNearClasses(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
    var lastRow: Int32 = -1
    for row in labels[rows] where row != lastRow {
      lastRow = row
      var lastColumn: Int32 = -1
      for column in labels[columns] where column != lastColumn {
        lastColumn = column
        if distances[Int(row), Int(column)] < margin { return true }
      }
    }
    return false
  }
}
