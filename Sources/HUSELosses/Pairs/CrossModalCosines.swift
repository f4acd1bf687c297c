internal import HUSECore

/// The cosines of all images of a batch with all its texts, and the propagation of their gradient
/// to the embeddings.
///
/// Of a batch that ranks share, each has the cosines of its own anchors with all others.
struct CrossModalCosines {
  /// The cosines times a factor, `[anchors of this rank × N]`, a row for each anchor.
  let values: Matrix
  private let anchors: Matrix
  private let others: Matrix
  private let firstAnchor: Int
  private let firstOther: Int
  private let shard: BatchShard?
  /// The anchors of this rank.
  private let own: Range<Int>
  /// The division of all anchors.
  private let blocks: RankBlocks

  /// The anchors that a thread works on at a time.
  private static let blockSize = 256

  /// Compares the items of a modality, the anchors, with those of the other.
  init(of batch: BatchOutput, from anchors: Modality, scaledBy factor: Float = 1) {
    let pairs = batch.pairCount
    switch anchors {
    case .image:
      (firstAnchor, firstOther) = (0, pairs)
      (self.anchors, others) = (batch.imageEmbeddings, batch.textEmbeddings)
    case .text:
      (firstAnchor, firstOther) = (pairs, 0)
      (self.anchors, others) = (batch.textEmbeddings, batch.imageEmbeddings)
    }
    shard = batch.shard
    blocks =
      shard?.blocks
      ?? RankBlocks(rowCount: pairs, blockSize: Self.blockSize, rankCount: 1)
    let own = shard?.ownPairs ?? 0..<pairs
    self.own = own
    var values = Matrix(uninitializedRows: own.count, columns: pairs)
    if shard == nil {
      values.assignProduct(
        of: self.anchors, and: others, transposingSecond: true, scaledBy: factor)
    } else {
      let (target, anchors, others) = (UnsafeSharedRows(&values), self.anchors, others)
      let ranges = Self.ranges(of: own, blocks)
      Parallel.forEach(ranges.count) { index in
        var part = target[rows: ranges[index].offset(by: -own.lowerBound)]
        part.assignProduct(
          of: anchors[rows: ranges[index]], and: others, transposingSecond: true,
          scaledBy: factor)
      }
    }
    self.values = values
  }

  /// The blocks of some rows that begin and end with a block.
  private static func ranges(of rows: Range<Int>, _ blocks: RankBlocks) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: blocks.blockSize).map {
      $0..<min($0 + blocks.blockSize, rows.upperBound)
    }
  }

  /// Zeros in the shape of the cosines.
  var zeroGradient: Matrix { Matrix(rows: values.rows, columns: values.columns) }

  /// Some anchors, their cosines, and the gradient with respect to these.
  struct Block {
    let anchors: Range<Int>
    /// The cosines with all others, `[anchors × N]`.
    let cosines: Matrix
    /// The gradient with respect to the cosines, `[anchors × N]`.
    var gradient: UnsafeSharedRows

    /// Calls `body` with the cosines of each anchor, and with their gradient.
    func forEachAnchor(
      _ body: (
        _ anchor: Int, _ cosines: UnsafeBufferPointer<Float>,
        _ cosineGradient: UnsafeMutableBufferPointer<Float>
      ) -> Void
    ) {
      let count = cosines.columns
      var gradient = gradient
      gradient.withUnsafeMutableBufferPointer { gradient in
        cosines.withUnsafeBufferPointer { cosines in
          for (index, anchor) in anchors.enumerated() {
            let row = index * count..<(index + 1) * count
            body(
              anchor, UnsafeBufferPointer(rebasing: cosines[row]),
              UnsafeMutableBufferPointer(rebasing: gradient[row]))
          }
        }
      }
    }
  }

  /// Adds up the numbers that `body` returns for blocks of anchors, on all threads and over all
  /// ranks, in the order of the blocks.
  ///
  /// - Parameters:
  ///   - count: how many numbers `body` returns.
  ///   - cosineGradient: the gradient with respect to the cosines, to which `body` writes.
  ///   - gradient: receives the error of an exchange.
  ///   - body: works on one block.
  /// - Returns: `count` sums.
  func sums(
    _ count: Int, into cosineGradient: inout Matrix, sharing gradient: inout BatchGradient,
    _ body: @Sendable (Block) -> [Double]
  ) -> [Double] {
    let (target, own, values) = (UnsafeSharedRows(&cosineGradient), own, values)
    let ranges = Self.ranges(of: own, blocks)
    let parts = Parallel.map(ranges.count) { index in
      let rows = ranges[index].offset(by: -own.lowerBound)
      return body(
        Block(anchors: ranges[index], cosines: values[rows: rows], gradient: target[rows: rows]))
    }
    guard let shard else {
      return (0..<count).map { position in parts.reduce(0) { $0 + $1[position] } }
    }
    var all = [Double](repeating: 0, count: count * blocks.blockCount)
    let first = shard.ownBlocks.lowerBound
    for (index, part) in parts.enumerated() {
      all.replaceSubrange((first + index) * count..<(first + index + 1) * count, with: part)
    }
    return gradient.sums(
      all, count: count, over: shard, owner: blocks.rank(ofBlock:))
  }

  /// Adds `scale ×` the gradient of the embeddings that follows from the gradient with respect to
  /// the cosines.
  func addGradient(
    of cosineGradient: Matrix, scaledBy scale: Float, to gradient: inout BatchGradient
  ) {
    guard let shard else {
      gradient.embeddings.addProduct(
        of: cosineGradient, and: others, scaledBy: scale, atRow: firstAnchor)
      gradient.embeddings.addProduct(
        of: cosineGradient, and: anchors, transposingFirst: true, scaledBy: scale,
        atRow: firstOther)
      return
    }
    guard gradient.failure == nil else { return }
    let columns: Matrix
    do throws(HUSEError) { columns = try exchanged(cosineGradient, over: shard) } catch {
      gradient.failure = error
      return
    }
    let ranges = Self.ranges(of: own, blocks)
    let (target, own, others, anchors) = (
      UnsafeSharedRows(&gradient.embeddings), own, others, anchors
    )
    let (firstAnchor, firstOther) = (firstAnchor, firstOther)
    Parallel.forEach(2 * ranges.count) { index in
      let rows = ranges[index / 2]
      let local = rows.offset(by: -own.lowerBound)
      if index % 2 == 0 {
        var part = target[rows: rows.offset(by: firstAnchor)]
        part.addProduct(of: cosineGradient[rows: local], and: others, scaledBy: scale)
      } else {
        var part = target[rows: rows.offset(by: firstOther)]
        part.addProduct(
          of: MatrixBlock(columns, rows: 0..<columns.rows, columns: local),
          and: MatrixBlock(anchors), transposingFirst: true, scaledBy: scale)
      }
    }
  }

  /// The gradient with respect to the cosines of all anchors with this rank's others,
  /// `[N × others of this rank]`, from the rows that each rank has.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  private func exchanged(
    _ cosineGradient: Matrix, over shard: BatchShard
  ) throws(HUSEError) -> Matrix {
    let width = MemoryLayout<Float>.size
    let rows = (0..<shard.communicator.size).map { blocks.rows(of: $0) }
    guard shard.communicator.size > 1 else { return cosineGradient }
    // The columns of each rank, one rank after another.
    var sent = Matrix(uninitializedRows: values.rows, columns: values.columns)
    sent.withUnsafeMutableBufferPointer { sent in
      cosineGradient.withUnsafeBufferPointer { source in
        var position = 0
        for columns in rows {
          for row in 0..<own.count {
            let start = row * values.columns + columns.lowerBound
            _ = sent[position...].update(fromContentsOf: source[start..<start + columns.count])
            position += columns.count
          }
        }
      }
    }
    var received = Matrix(uninitializedRows: values.columns, columns: own.count)
    try sent.withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try received.withUnsafeMutableBufferPointer { (received) throws(HUSEError) in
        try shard.communicator.allToAll(
          UnsafeRawBufferPointer(sent), counts: rows.map { $0.count * own.count * width },
          into: UnsafeMutableRawBufferPointer(received),
          counts: rows.map { $0.count * own.count * width })
      }
    }
    return received
  }
}
