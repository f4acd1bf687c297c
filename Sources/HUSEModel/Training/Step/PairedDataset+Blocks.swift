internal import HUSECore

extension PairedDataset {
  /// Calls `body` with the features of each block of a rank, and with the number of the block.
  ///
  /// Every rank calls this at the same time.
  func forEachBlock(
    of blocks: RankBlocks, on rank: Int,
    _ body: (_ images: Matrix, _ texts: Matrix, _ block: Int) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let own = blocks.blocks(of: rank)
    let most = (0..<blocks.rankCount).map { blocks.blocks(of: $0).count }.max() ?? 0
    // Reading what ranks share is a meeting: every rank comes to as many.
    for index in 0..<(isSharded ? most : own.count) {
      let block = own.lowerBound + index
      let rows = index < own.count ? Array(blocks.rows(ofBlock: block)) : []
      var images = Matrix(rows: rows.count, columns: imageDimension)
      var texts = Matrix(rows: rows.count, columns: textDimension)
      try gather(rows: rows[...], images: &images, texts: &texts)
      if !rows.isEmpty { try body(images, texts, block) }
    }
  }

  /// Calls `body` with the features of `size` rows at a time, in order, and with their positions.
  func forEachBlock(
    of size: Int = 1024,
    _ body: (_ images: Matrix, _ texts: Matrix, _ rows: Range<Int>) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    for start in stride(from: 0, to: count, by: size) {
      let rows = start..<Swift.min(start + size, count)
      let block = Array(rows)[...]
      var images = Matrix(rows: block.count, columns: imageDimension)
      var texts = Matrix(rows: block.count, columns: textDimension)
      try gather(rows: block, images: &images, texts: &texts)
      try body(images, texts, rows)
    }
  }
}
