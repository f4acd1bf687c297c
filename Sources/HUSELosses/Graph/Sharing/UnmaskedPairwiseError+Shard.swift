internal import HUSECore

/// Sums over embeddings that ranks share: M = Σ φφᵀ, and the class sums s.
struct ShardedMoments: Sendable {
  let dimension: Int
  let classCount: Int
  private let shard: BatchShard
  /// The sums of each block of this rank, `[length × 1]`.
  private let leaves: [UnsafeSharedRows]
  private let sum: FixedTreeSum

  init(dimension: Int, classCount: Int, shard: BatchShard) {
    (self.dimension, self.classCount, self.shard) = (dimension, classCount, shard)
    let length = dimension * (dimension + classCount)
    leaves = shard.ownBlocks.map { _ in
      UnsafeSharedRows(rows: length, columns: 1)
    }
    sum = FixedTreeSum(length: length, blocks: shard.blocks, over: shard.communicator)
  }

  func fits(_ shard: BatchShard, dimension: Int, classCount: Int) -> Bool {
    self.dimension == dimension && self.classCount == classCount
      && self.shard.blocks == shard.blocks
  }

  /// M, `[dimension × dimension]`, after `run`.
  var moments: Matrix { Self.moments(in: sum.total, dimension).matrix }
  /// The sum of the embeddings of each class, `[classes × dimension]`, after `run`.
  var classSums: Matrix { Self.classSums(in: sum.total, dimension).matrix }

  private static func moments(in values: UnsafeSharedRows, _ dimension: Int) -> UnsafeSharedRows {
    values[rows: 0..<dimension * dimension].reshaped(rows: dimension, columns: dimension)
  }

  private static func classSums(in values: UnsafeSharedRows, _ dimension: Int) -> UnsafeSharedRows {
    let rows = dimension * dimension..<values.rows
    return values[rows: rows].reshaped(rows: rows.count / max(dimension, 1), columns: dimension)
  }

  /// Adds up the embeddings of all ranks.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  func run(_ embeddings: Matrix, labels: [Int32]) throws(HUSEError) {
    let (blocks, own) = (shard.blocks, shard.ownBlocks)
    Parallel.forEach(own.count) { index in
      let images = blocks.rows(ofBlock: own.lowerBound + index)
      var moments = Self.moments(in: leaves[index], dimension)
      var classSums = Self.classSums(in: leaves[index], dimension)
      classSums.setToZero()
      for (part, rows) in [images, images.offset(by: blocks.rowCount)].enumerated() {
        moments.assignProduct(
          of: embeddings[rows: rows], and: embeddings[rows: rows], transposingFirst: true,
          adding: part == 0 ? 0 : 1)
        for row in rows {
          classSums.add(embeddings[rows: row..<row + 1], atRow: Int(labels[row]))
        }
      }
    }
    let known = own.map { $0..<$0 + 1 }
    for (node, target) in zip(blocks.nodes(of: shard.communicator.rank), sum.own) {
      let first = FixedTree.sum(node, of: known) { target, other in
        var value = leaves[target]
        value.add(leaves[other].matrix)
      }
      var target = target
      target.assign(leaves[first].matrix)
    }
    try sum.run()
  }
}

extension UnmaskedPairwiseError {
  /// The same as `accumulate` for embeddings that ranks share: each adds up its own, and computes
  /// the gradient of these.
  func accumulate(
    scaledBy scale: Float, into gradient: inout BatchGradient, sharing shard: BatchShard
  ) -> Double {
    let (dimension, classes) = (embeddings.columns, distances.rows)
    if gradient.moments?.fits(shard, dimension: dimension, classCount: classes) != true {
      gradient.moments = ShardedMoments(
        dimension: dimension, classCount: classes, shard: shard)
    }
    let sums = gradient.moments!
    do throws(HUSEError) { try sums.run(embeddings, labels: labels) } catch {
      gradient.failure = error
      return 0
    }
    let (moments, classSums) = (sums.moments, sums.classSums)
    var affinities = gradient.scratch.matrix(rows: classes, columns: classes)
    var pulls = gradient.scratch.matrix(rows: classes, columns: dimension)
    defer {
      for matrix in [affinities, pulls] { gradient.scratch.recycle(matrix) }
    }
    set(&pulls, &affinities, from: classSums)
    let errors = addGradients(
      pulls: pulls, moments: moments, scale: scale, to: &gradient.embeddings, shard)
    let blockCount = shard.blocks.blockCount
    let own = gradient.sum(errors, over: shard) { shard.blocks.rank(ofBlock: $0 % blockCount) }
    return value(
      affinities: affinities, pulls: pulls, sums: classSums, moments: moments, own: own)
  }

  /// Adds the gradients of this rank's embeddings; returns the sums of the squared errors of their
  /// lengths for the blocks of images and then of texts, 0 for those of other ranks.
  private func addGradients(
    pulls: Matrix, moments: Matrix, scale: Float, to gradient: inout Matrix, _ shard: BatchShard
  ) -> [Double] {
    let (blocks, ownBlocks) = (shard.blocks, shard.ownBlocks)
    let target = UnsafeSharedRows(&gradient)
    let own = Parallel.map(2 * ownBlocks.count) { index in
      let (modality, block) = index.quotientAndRemainder(dividingBy: ownBlocks.count)
      let rows = blocks.rows(ofBlock: ownBlocks.lowerBound + block)
        .offset(by: modality * blocks.rowCount)
      var part = target[rows: rows]
      part.addProduct(of: embeddings[rows: rows], and: moments, scaledBy: 2 * scale)
      return rows.reduce(0) { sum, row in
        sum + addOwn(row, pulls: pulls, scale: scale, to: target[rows: row..<row + 1])
      }
    }
    var errors = [Double](repeating: 0, count: 2 * blocks.blockCount)
    for (index, error) in own.enumerated() {
      let (modality, block) = index.quotientAndRemainder(dividingBy: ownBlocks.count)
      errors[modality * blocks.blockCount + ownBlocks.lowerBound + block] = error
    }
    return errors
  }
}
