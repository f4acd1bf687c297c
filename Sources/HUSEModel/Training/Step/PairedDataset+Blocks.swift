extension PairedDataset {
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
