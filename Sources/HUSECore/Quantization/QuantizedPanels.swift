internal import CHUSEKernels

/// Rows of a matrix with a byte for each value, for fast products.
///
/// A row is its scale times whole numbers from −127 to 127. The bytes of 16 rows, which form a
/// panel, are interleaved: four columns of each row, then the next four columns.
package struct QuantizedPanels: Sendable, Equatable {
  /// The number of rows in a panel.
  package static let panelRows = Int(HUSE_QUANTIZED_PANEL)

  package let rows: Int
  package let columns: Int
  /// `[panels][⌈columns / 4⌉][16][4]`, each number plus 128.
  package let bytes: ByteStorage
  /// The scale of each row, `[1 × 16 · panels]`; 0 for rows that pad the last panel.
  package let scales: Matrix

  package var panelCount: Int { Self.panelCount(rows: rows) }
  private var quads: Int { Self.quads(columns: columns) }

  private static func panelCount(rows: Int) -> Int { (rows + panelRows - 1) / panelRows }
  private static func quads(columns: Int) -> Int { (columns + 3) / 4 }

  /// The number of bytes that a matrix takes.
  package static func byteCount(rows: Int, columns: Int) -> Int {
    panelCount(rows: rows) * quads(columns: columns) * panelRows * 4
  }

  /// Rounds a matrix to a byte for each value.
  ///
  /// The error of a value is at most 1/254 of the largest magnitude of its row.
  ///
  /// - Precondition: the values are finite.
  package init(quantizing matrix: Matrix) {
    (rows, columns) = (matrix.rows, matrix.columns)
    let (rows, columns) = (rows, columns)
    let panels = Self.panelCount(rows: rows)
    let quads = Self.quads(columns: columns)
    let panelBytes = quads * Self.panelRows * 4
    var scales = Matrix(rows: 1, columns: panels * Self.panelRows)
    bytes = scales.withUnsafeMutableBufferPointer { scales in
      ByteStorage(count: panels * panelBytes) { bytes in
        matrix.withUnsafeBufferPointer { values in
          // Each panel and its scales are written by one thread.
          nonisolated(unsafe) let (values, bytes, scales) = (values, bytes, scales)
          Parallel.forEachRange(of: panels, size: 64) { range in
            for panel in range {
              let row = panel * Self.panelRows
              guard let source = values.baseAddress, let target = bytes.baseAddress,
                let scale = scales.baseAddress
              else { return }
              huse_quantize_panel(
                source + row * columns, min(Self.panelRows, rows - row), columns, quads,
                (target + panel * panelBytes).assumingMemoryBound(to: UInt8.self), scale + row)
            }
          }
        }
      }
    }
    self.scales = scales
  }

  /// Uses bytes and scales that were computed before.
  ///
  /// - Precondition: the numbers of bytes and scales fit the rows and columns.
  package init(rows: Int, columns: Int, bytes: ByteStorage, scales: Matrix) {
    precondition(
      bytes.bytes.count == Self.byteCount(rows: rows, columns: columns)
        && scales.count == Self.panelCount(rows: rows) * Self.panelRows,
      "\(bytes.bytes.count) bytes and \(scales.count) scales for [\(rows) × \(columns)]")
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
    self.scales = scales
  }

  /// Sets `result`, `[queries × 16 · panels.count]`, to the products of queries with the rows of
  /// the given panels.
  ///
  /// The sums are computed in integers: the result is the same at every level.
  ///
  /// - Precondition: the shapes fit, and the panels are in `0..<panelCount`.
  package func assignProduct(
    of queries: QuantizedRows, panels: Range<Int>, to result: inout some WritableRows,
    kernels: Kernels = .best
  ) {
    precondition(
      queries.columns == columns && result.rows == queries.count
        && result.columns == panels.count * Self.panelRows && panels.lowerBound >= 0
        && panels.upperBound <= panelCount,
      "panels \(panels) of \(panelCount), \(queries.count) queries of \(queries.columns) columns")
    let start = panels.lowerBound
    let panelBytes = quads * Self.panelRows * 4
    result.withUnsafeMutableBufferPointer { output in
      scales.withUnsafeBufferPointer { scales in
        queries.values.withUnsafeBufferPointer { values in
          queries.scales.withUnsafeBufferPointer { queryScales in
            guard let bytes = bytes.bytes.baseAddress, let scales = scales.baseAddress else {
              return
            }
            var product = huse_quantized_product(
              panels: (bytes + start * panelBytes).assumingMemoryBound(to: UInt8.self),
              item_scales: scales + start * Self.panelRows, queries: values.baseAddress,
              query_scales: queryScales.baseAddress, output: output.baseAddress,
              panel_count: panels.count, query_count: queries.count, quads: quads)
            kernels.table.pointee.quantized_product(&product)
          }
        }
      }
    }
  }
}
