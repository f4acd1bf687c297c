internal import HUSECore

/// Computes the similarities of some queries to one block of items after another.
struct VectorScan {
  private let items: StoredVectors
  private let queries: Matrix
  /// The queries with a byte for each value, for items stored in the same way.
  private let quantized: QuantizedRows?
  /// A block of 16-bit items, converted to single precision.
  private var widened: Matrix
  private var similarities: Matrix
  /// The number of similarities of a query, including those of padding in the last panel.
  private var columns = 0

  /// Creates a scan of stored vectors for queries.
  ///
  /// `blockSize` is the maximum number of items in a block, a multiple of the rows of a panel.
  init(of items: StoredVectors, for queries: Matrix, blockSize: Int) {
    self.items = items
    self.queries = queries
    similarities = Matrix(uninitializedRows: queries.rows, columns: blockSize)
    switch items {
    case .float32:
      (quantized, widened) = (nil, Matrix(rows: 0, columns: 0))
    case .float16:
      (quantized, widened) = (nil, Matrix(uninitializedRows: blockSize, columns: items.columns))
    case .int8:
      (quantized, widened) = (QuantizedRows(quantizing: queries), Matrix(rows: 0, columns: 0))
    }
  }

  /// Computes the similarities of the items in `rows`, which must start at a panel.
  mutating func setSimilarities(of rows: Range<Int>) {
    let panelRows = QuantizedPanels.panelRows
    columns =
      quantized == nil ? rows.count : (rows.count + panelRows - 1) / panelRows * panelRows
    let memory = UnsafeSharedRows(&similarities).reshaped(rows: similarities.count, columns: 1)
    var block = memory[rows: 0..<queries.rows * columns]
      .reshaped(rows: queries.rows, columns: columns)
    switch items {
    case .float32(let vectors):
      block.assignProduct(of: queries, and: vectors[rows: rows], transposingSecond: true)
    case .float16(let halves):
      var part = UnsafeSharedRows(&widened)[rows: 0..<rows.count]
      halves.widen(rows: rows, into: &part)
      block.assignProduct(of: queries, and: part.matrix, transposingSecond: true)
    case .int8(let panels, _):
      guard let quantized else { return }
      let first = rows.lowerBound / panelRows
      panels.assignProduct(
        of: quantized, panels: first..<first + columns / panelRows, to: &block)
    }
  }

  /// Prevents items of the block from being found.
  mutating func exclude(_ columns: [Int]) {
    let stride = self.columns
    similarities.withUnsafeMutableBufferPointer { values in
      for query in 0..<queries.rows {
        for column in columns { values[query * stride + column] = -.infinity }
      }
    }
  }

  /// Calls `body` with the similarities of each query to the items of the block, in order.
  func withSimilarities(_ body: (_ query: Int, _ similarities: UnsafeBufferPointer<Float>) -> Void)
  {
    similarities.withUnsafeBufferPointer { values in
      for query in 0..<queries.rows {
        body(
          query, UnsafeBufferPointer(rebasing: values[query * columns..<(query + 1) * columns]))
      }
    }
  }
}
