internal import CHUSEKernels

/// Rows of a matrix with a byte for each value, one after another, for products with some of them
/// in any order.
///
/// A row is its scale times whole numbers from −127 to 127.
package struct QuantizedItems: Sendable, Equatable {
  package let rows: Int
  package let columns: Int
  /// `[rows][stride]`, each number plus 128; a row is filled up with 128.
  package let bytes: ByteStorage
  /// The scale of each row, `[1 × rows]`.
  package let scales: Matrix

  /// The bytes of a row.
  package var stride: Int { Self.stride(columns: columns) }

  /// The bytes of a row of so many values.
  package static func stride(columns: Int) -> Int {
    let unit = Int(HUSE_GATHERED_STRIDE)
    return (columns + unit - 1) / unit * unit
  }

  /// Rounds a matrix.
  ///
  /// The error of a value is at most 1/254 of the largest magnitude of its row.
  ///
  /// - Precondition: the values are finite.
  package init(quantizing matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns) { matrix[rows: $0..<$0 + 1] }
  }

  /// Takes rows from `other`, and rounds others.
  ///
  /// - Parameters:
  ///   - other: rows of as many columns.
  ///   - sources: for each row the row of `other` that it is; `nil` for one that is rounded.
  ///   - vector: the values of a row that is rounded.
  package init(
    keeping other: QuantizedItems, at sources: [Int?],
    rounding vector: @Sendable (_ row: Int) -> Matrix
  ) {
    self.init(
      rows: sources.count, columns: other.columns, keeping: (other, sources), rounding: vector)
  }

  private init(
    rows: Int, columns: Int, keeping kept: (items: QuantizedItems, sources: [Int?])? = nil,
    rounding vector: @Sendable (_ row: Int) -> Matrix
  ) {
    let stride = Self.stride(columns: columns)
    var scales = Matrix(rows: 1, columns: rows)
    bytes = scales.withUnsafeMutableBufferPointer { scales in
      ByteStorage(count: rows * stride) { bytes in
        // Each row and its scale are written by one thread.
        nonisolated(unsafe) let (bytes, scales) = (bytes, scales)
        Parallel.forEachRange(of: rows, size: 256) { range in
          guard let bytes = bytes.baseAddress else { return }
          for row in range {
            let target = (bytes + row * stride).assumingMemoryBound(to: UInt8.self)
            if let kept, let source = kept.sources[row] {
              target.update(from: kept.items.row(source), count: stride)
              scales[row] = kept.items.scales[0, source]
            } else {
              vector(row).withUnsafeBufferPointer { values in
                guard let values = values.baseAddress else { return }
                scales[row] = huse_quantize_row(values, columns, target, stride)
              }
            }
          }
        }
      }
    }
    self.rows = rows
    self.columns = columns
    self.scales = scales
  }

  /// Uses bytes and scales that were computed before.
  ///
  /// - Precondition: there are as many as the numbers of rows and columns need.
  package init(rows: Int, columns: Int, bytes: ByteStorage, scales: Matrix) {
    precondition(
      bytes.bytes.count == rows * Self.stride(columns: columns) && scales.count == rows,
      "\(bytes.bytes.count) bytes and \(scales.count) scales for [\(rows) × \(columns)]")
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
    self.scales = scales
  }

  /// The bytes of a row.
  ///
  /// - Precondition: the row lies in `0..<rows`.
  fileprivate func row(_ row: Int) -> UnsafePointer<UInt8> {
    precondition(row >= 0 && row < rows, "row \(row) of [\(rows) × \(columns)]")
    return (bytes.bytes.baseAddress! + row * stride).assumingMemoryBound(to: UInt8.self)
  }

  /// Sets `products[i]` to the product of a query with the row `ids[i]`.
  ///
  /// The sums are computed in integers: the result is the same at every level.
  ///
  /// - Precondition: the query has as many columns, and every id lies in `0..<rows`, which is not
  ///   checked.
  package func assignProducts(
    of query: QuantizedQuery, rowsAt ids: UnsafeBufferPointer<UInt32>,
    to products: UnsafeMutablePointer<Float>, kernels: Kernels = .best
  ) {
    precondition(query.stride == stride, "a query of \(query.stride) bytes, rows of \(stride)")
    scales.withUnsafeBufferPointer { scales in
      var product = huse_gathered_product(
        rows: bytes.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
        item_scales: scales.baseAddress, query: query.values, ids: ids.baseAddress,
        output: products, count: ids.count, stride: stride, query_scale: query.scale,
        correction: query.correction)
      kernels.table.pointee.gathered_product(&product)
    }
  }
}

/// A vector with a byte for each value, for products with rows of `QuantizedItems`; its memory is
/// reused from vector to vector.
package final class QuantizedQuery {
  /// `[stride]`, filled up with zeros.
  let values: UnsafeMutablePointer<Int8>
  let stride: Int
  private let columns: Int
  private(set) var scale: Float = 0
  private(set) var correction: Int32 = 0

  /// A vector of zeros.
  package init(columns: Int) {
    self.columns = columns
    stride = QuantizedItems.stride(columns: columns)
    values = UnsafeMutableRawPointer.allocate(
      byteCount: max(stride, 1), alignment: MatrixStorage.alignment
    ).bindMemory(to: Int8.self, capacity: stride)
    values.initialize(repeating: 0, count: stride)
  }

  deinit { values.deallocate() }

  /// Rounds a vector.
  ///
  /// - Precondition: it has as many columns, and its values are finite.
  package func assign(_ vector: Matrix) {
    precondition(vector.count == columns, "\(vector) for \(columns) columns")
    vector.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      scale = huse_quantize(source, columns, values, stride / 4)
    }
    var sum: Int32 = 0
    for index in 0..<stride { sum += Int32(values[index]) }
    correction = sum * HUSE_QUANTIZED_OFFSET
  }

  /// Takes over a row.
  ///
  /// - Precondition: the row lies in `items`, which have as many columns.
  package func assign(row: Int, of items: QuantizedItems) {
    precondition(items.columns == columns, "\(items.columns) columns for \(columns)")
    correction = huse_query_of_row(items.row(row), values, stride)
    scale = items.scales[0, row]
  }
}
