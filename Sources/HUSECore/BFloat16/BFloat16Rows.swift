internal import CHUSEKernels

/// Rows of bfloat16 numbers: the left side of a product.
///
/// A copy refers to the same memory; see `BFloat16Storage`.
package struct BFloat16Rows: Sendable {
  let storage: BFloat16Storage
  private let offset: Int
  package let rows: Int
  package let columns: Int
  /// The numbers from row to row.
  let stride: Int

  /// Creates rows of zeros.
  package init(rows: Int, columns: Int) {
    let stride = Self.stride(columns: columns)
    self.init(
      storage: BFloat16Storage(count: rows * stride), offset: 0, rows: rows, columns: columns,
      stride: stride)
  }

  /// Rounds a matrix.
  package init(rounding matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    let target = self
    Parallel.forEachRange(of: rows, size: 64) { rows in
      target[rows: rows].assign(matrix[rows: rows])
    }
  }

  private init(storage: BFloat16Storage, offset: Int, rows: Int, columns: Int, stride: Int) {
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// An odd number of cache lines: rows a power of two apart would displace each other.
  private static func stride(columns: Int) -> Int {
    let lines = (columns + 31) / 32
    return (lines | 1) * 32
  }

  /// The rows in a range.
  ///
  /// - Precondition: the range is in `0..<rows`.
  package subscript(rows range: Range<Int>) -> BFloat16Rows {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return BFloat16Rows(
      storage: storage, offset: offset + range.lowerBound * stride, rows: range.count,
      columns: columns, stride: stride)
  }

  /// The beginnings of the rows, in the same places.
  ///
  /// - Precondition: `count` is at most `columns`.
  package func prefix(columns count: Int) -> BFloat16Rows {
    precondition(count >= 0 && count <= columns, "\(count) of \(columns) columns")
    return BFloat16Rows(
      storage: storage, offset: offset, rows: rows, columns: count, stride: stride)
  }

  /// Rows of another shape in the same memory.
  ///
  /// - Precondition: the memory is large enough.
  package func reshaped(rows: Int, columns: Int) -> BFloat16Rows {
    let stride = Self.stride(columns: columns)
    precondition(
      offset + rows * stride <= storage.count,
      "[\(rows) × \(columns)] in \(storage.count - offset) numbers")
    return BFloat16Rows(
      storage: storage, offset: offset, rows: rows, columns: columns, stride: stride)
  }

  /// The address of the first number.
  var base: UnsafeMutablePointer<UInt16> { storage.base + offset }

  /// Rounds `scale ·` a matrix to these rows, on the calling thread.
  ///
  /// - Parameters:
  ///   - matrix: the values.
  ///   - scale: a factor.
  ///   - lead: the number of zeros at the beginning of each row, 0 or 1.
  ///   - kernels: the kernels that are used.
  /// - Precondition: the matrix and the zeros fill the rows.
  package func assign(
    _ matrix: Matrix, scaledBy scale: Float = 1, lead: Int = 0, kernels: Kernels = .best
  ) {
    precondition(
      matrix.rows == rows && lead + matrix.columns == columns && (0...1).contains(lead),
      "\(matrix) after \(lead) in [\(rows) × \(columns)]")
    matrix.withFloatBlock(scaledBy: scale) { block in
      kernels.table.pointee.bfloat16_rows(&block, lead, base, stride)
    }
  }

  /// The values of all numbers, row after row.
  package var values: [Float] {
    (0..<rows).flatMap { row in
      (0..<columns).map { HalfPrecision.float(fromBFloat16: base[row * stride + $0]) }
    }
  }
}

extension Matrix {
  /// Calls `body` with the description of these values that the kernels take.
  func withFloatBlock(scaledBy scale: Float, _ body: (inout huse_float_block) -> Void) {
    withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      var block = huse_float_block(
        values: base, rows: rows, columns: columns, stride: columns, scale: scale)
      body(&block)
    }
  }
}
