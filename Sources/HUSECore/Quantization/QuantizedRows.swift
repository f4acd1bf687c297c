internal import CHUSEKernels

/// Rows of a matrix with a byte for each value, one row after another.
package struct QuantizedRows: Sendable {
  package let count: Int
  package let columns: Int
  /// `[count][4 · ⌈columns / 4⌉]`, padded with zeros.
  let values: [Int8]
  /// The scale of each row.
  let scales: [Float]

  /// Rounds a matrix to a byte for each value.
  ///
  /// The error of a value is at most 1/254 of the largest magnitude of its row.
  ///
  /// - Precondition: the values are finite.
  package init(quantizing matrix: Matrix) {
    (count, columns) = (matrix.rows, matrix.columns)
    let (rows, columns) = (count, columns)
    let quads = (columns + 3) / 4
    var scales = [Float](repeating: 0, count: rows)
    values = matrix.withUnsafeBufferPointer { source in
      [Int8](unsafeUninitializedCapacity: rows * quads * 4) { target, initialized in
        if let source = source.baseAddress, let target = target.baseAddress {
          for row in 0..<rows {
            scales[row] = huse_quantize(
              source + row * columns, columns, target + row * quads * 4, quads)
          }
        }
        initialized = rows * quads * 4
      }
    }
    self.scales = scales
  }
}
