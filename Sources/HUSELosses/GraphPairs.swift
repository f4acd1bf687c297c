internal import HUSECore

/// All pairs of a batch's embeddings, for the graph loss: tile by tile, on all threads.
///
/// The matrix of pairs is symmetric, so a tile above its diagonal also stands for the one below.
/// Of a tile only rectangles are computed that hold the pairs of classes nearer than the margin;
/// they are the smaller, the better rows of near classes lie together.
struct GraphPairs: Sendable {
  let embeddings: Matrix
  let labels: [Int32]
  let distances: Matrix
  let margin: Float

  /// The rows and columns of a tile: enough for fast products, few enough for the cache of a core.
  private static let tileSize = 256

  /// Σ σ (d − A)² over all ordered pairs; adds `scale ×` its gradient to `gradient`.
  func accumulate(scaledBy scale: Float, into gradient: inout BatchGradient) -> Double {
    let size = Self.tileSize
    let near = NearPairs(labels: labels, distances: distances, margin: margin)
    let rounds = TileRounds(count: (embeddings.rows + size - 1) / size)
    var memory = gradient.scratch.matrix(rows: Parallel.threadCount * size * size, columns: 1)
    defer { gradient.scratch.recycle(memory) }
    let (products, target) = (SharedRows(&memory), SharedRows(&gradient.embeddings))

    while gradient.pairBlocks.count < Parallel.threadCount { gradient.pairBlocks.append([]) }
    return gradient.pairBlocks.withUnsafeMutableBufferPointer { lists in
      // Each thread has a list of its own, from the computation of a tile until it is added.
      nonisolated(unsafe) let lists = lists
      return rounds.sum { first, second, thread in
        lists[thread].removeAll(keepingCapacity: true)
        near.append(rows: rows(ofTile: first), columns: rows(ofTile: second), to: &lists[thread])
        var (sum, start) = (0.0, thread * size * size)
        for index in lists[thread].indices {
          let block = lists[thread][index]
          var part = slopes(of: block, in: products, from: start)
          part.assignProduct(
            of: embeddings[rows: block.rows], and: embeddings[rows: block.columns],
            transposingSecond: true)
          let result = Kernels.best.graphTile(
            &part, rowLabels: labels[block.rows], columnLabels: labels[block.columns],
            distances: distances, margin: margin, scale: scale,
            diagonal: block.columns.lowerBound - block.rows.lowerBound)
          lists[thread][index].isActive = result.active > 0
          sum += result.sum
          start += block.count
        }
        return first == second ? sum : 2 * sum
      } add: { first, second, thread, sum in
        var start = thread * size * size
        for block in lists[thread] {
          let slopes = slopes(of: block, in: products, from: start).matrix
          start += block.count
          // Where no pair is active the gradient is zero.
          guard block.isActive else { continue }
          var part = target[rows: block.rows]
          part.addProduct(of: slopes, and: embeddings[rows: block.columns])
          // A tile of the diagonal holds each of its pairs twice.
          guard first != second else { continue }
          part = target[rows: block.columns]
          part.addProduct(of: slopes, and: embeddings[rows: block.rows], transposingFirst: true)
        }
        return sum
      }
    }
  }

  private func rows(ofTile index: Int) -> Range<Int> {
    index * Self.tileSize..<min((index + 1) * Self.tileSize, embeddings.rows)
  }

  /// The memory of a block.
  private func slopes(
    of block: PairBlock, in memory: SharedRows, from start: Int
  ) -> SharedRows {
    memory[rows: start..<start + block.count]
      .reshaped(rows: block.rows.count, columns: block.columns.count)
  }
}
