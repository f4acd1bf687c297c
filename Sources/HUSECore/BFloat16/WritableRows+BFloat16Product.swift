internal import CHUSEKernels

extension WritableRows {
  /// Sets these rows to the product of rows and a packed matrix, or adds it.
  ///
  /// A sum takes the pairs of the inner dimension in order and rounds after each product. The bits
  /// are the same at every level and for any number of threads, except those of a NaN.
  ///
  /// - Parameters:
  ///   - left: `[rows × inner]`.
  ///   - right: `[inner × columns]`; may have one row less if its number of rows is odd.
  ///   - adding: whether sums start at the present values rather than at 0.
  ///   - kernels: the kernels that are used.
  /// - Precondition: the shapes agree.
  package mutating func assignProduct(
    of left: BFloat16Rows, and right: PackedBlock, adding: Bool = false, kernels: Kernels = .best
  ) {
    precondition(
      left.rows == rows && (left.columns + 1) / 2 == (right.rows.count + 1) / 2,
      "[\(rows) × …] = [\(left.rows) × \(left.columns)] · [\(right.rows.count) × …]")
    assign(
      BFloat16Product(
        left: left.base, leftStride: left.stride, firstRow: 0, isPacked: false, rows: rows,
        right: right), adding: adding, kernels: kernels)
  }

  /// Sets these rows to the product of the transpose of a packed matrix and another packed matrix,
  /// or adds it.
  ///
  /// - Parameters:
  ///   - left: `[inner × rows]`.
  ///   - right: `[inner × columns]`; either may have one row less if the number of rows is odd.
  ///   - adding: whether sums start at the present values rather than at 0.
  ///   - kernels: the kernels that are used.
  /// - Precondition: the shapes agree.
  package mutating func assignProduct(
    ofTransposed left: PackedBlock, and right: PackedBlock, adding: Bool = false,
    kernels: Kernels = .best
  ) {
    precondition(
      left.columns.count == rows && (left.rows.count + 1) / 2 == (right.rows.count + 1) / 2,
      "[\(rows) × …] = [… × \(left.rows.count)] · [\(right.rows.count) × …]")
    assign(
      BFloat16Product(
        left: left.base, leftStride: left.matrix.stride, firstRow: left.columns.lowerBound,
        isPacked: true, rows: rows, right: right), adding: adding, kernels: kernels)
  }

  private mutating func assign(_ product: BFloat16Product, adding: Bool, kernels: Kernels) {
    let width = columns
    precondition(product.right.columns.count == width, "\(product.right.columns) of \(width)")
    let threads = operationThreads
    withUnsafeMutableBufferPointer { target in
      guard let base = target.baseAddress else { return }
      product.compute(into: base, adding: adding, threads: threads, kernels: kernels)
    }
  }
}

/// A product of bfloat16 numbers.
private struct BFloat16Product: @unchecked Sendable {
  /// Memory that the caller keeps alive.
  let left: UnsafePointer<UInt16>
  let leftStride: Int
  let firstRow: Int
  let isPacked: Bool
  let rows: Int
  let right: PackedBlock

  /// The number of multiply-adds that justifies another thread.
  private static let workOfThread = 1 << 21

  func compute(
    into target: UnsafeMutablePointer<Float>, adding: Bool, threads: Int, kernels: Kernels
  ) {
    let parts = min(threads, rows * right.columns.count * right.rows.count / Self.workOfThread)
    guard parts > 1 else {
      return compute(rows: 0..<rows, into: target, adding: adding, kernels: kernels)
    }
    // Each thread writes its own rows.
    nonisolated(unsafe) let target = target
    let size = ((rows + parts - 1) / parts + 11) / 12 * 12
    Parallel.forEachRange(of: rows, size: size) { range in
      compute(rows: range, into: target, adding: adding, kernels: kernels)
    }
  }

  private func compute(
    rows range: Range<Int>, into target: UnsafeMutablePointer<Float>, adding: Bool,
    kernels: Kernels
  ) {
    let width = right.columns.count
    var product = huse_bfloat16_product(
      left: isPacked ? left : left + range.lowerBound * leftStride, right: right.base,
      output: target + range.lowerBound * width, rows: range.count, columns: width,
      pairs: (right.rows.count + 1) / 2, first_row: isPacked ? firstRow + range.lowerBound : 0,
      first_column: right.columns.lowerBound, left_stride: leftStride,
      right_stride: right.matrix.stride, output_stride: width, packed_left: isPacked ? 1 : 0,
      adds: adding ? 1 : 0)
    kernels.table.pointee.bfloat16_product(&product)
  }
}
