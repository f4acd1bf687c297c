internal import CHUSEKernels

extension WeightMatrix {
  /// Rounds a matrix to the nearest numbers of a precision.
  package init(rounding matrix: Matrix, to precision: StoredPrecision) {
    guard precision != .float32 else {
      self.init(matrix)
      return
    }
    let halves = ByteStorage(count: matrix.count * 2) { bytes in
      let target = bytes.bindMemory(to: UInt16.self)
      matrix.withUnsafeBufferPointer { values in
        for (index, value) in values.enumerated() { target[index] = precision.bits(of: value) }
      }
    }
    self.init(rows: matrix.rows, columns: matrix.columns, halves: halves, precision: precision)
  }

  /// Rounds weights to bytes.
  ///
  /// The error of a value is at most 1/254 of the largest magnitude of its row.
  ///
  /// - Precondition: the values are finite, and there are at most `mostColumnsOfBytes` columns.
  package init(roundingToBytes weights: WeightMatrix) {
    let (rows, columns) = (weights.rows, weights.columns)
    var scales = Matrix(rows: 1, columns: rows)
    let bytes = scales.withUnsafeMutableBufferPointer { scales in
      ByteStorage(count: rows * columns) { bytes in
        // Each row and its scale are written by one thread.
        nonisolated(unsafe) let (bytes, scales) = (bytes, scales)
        Parallel.forEachRange(of: rows, size: 256) { range in
          weights.matrix(ofRows: range).withUnsafeBufferPointer { values in
            guard let values = values.baseAddress, let bytes = bytes.baseAddress else { return }
            for row in range {
              scales[row] = huse_quantize(
                values + (row - range.lowerBound) * columns, columns,
                (bytes + row * columns).assumingMemoryBound(to: Int8.self), 0)
            }
          }
        }
      }
    }
    self.init(rows: rows, columns: columns, bytes: bytes, scales: scales)
  }
}
