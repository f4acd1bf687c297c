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
  /// The rows are rotated before they are rounded, by the rotation of `huse_int8_product.h`. The
  /// error of a rotated value is at most 1/254 of the largest magnitude of its row. A row that is
  /// not finite, or becomes infinite when it is rotated, has the scale NaN.
  ///
  /// - Precondition: there are at most `mostColumnsOfBytes` columns.
  package init(roundingToBytes weights: WeightMatrix) {
    let (rows, columns) = (weights.rows, weights.columns)
    var scales = Matrix(rows: 1, columns: rows)
    let bytes = scales.withUnsafeMutableBufferPointer { scales in
      ByteStorage(count: rows * columns) { bytes in
        // Each row and its scale are written by one thread.
        nonisolated(unsafe) let (bytes, scales) = (bytes, scales)
        Parallel.forEachRange(of: rows, size: 256) { range in
          let rotated = weights.matrix(ofRows: range).rotatedRows
          rotated.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress, let bytes = bytes.baseAddress else { return }
            for row in range {
              let values = UnsafeBufferPointer(
                start: values + (row - range.lowerBound) * columns, count: columns)
              let bytes = (bytes + row * columns).bindMemory(to: Int8.self, capacity: columns)
              guard values.firstNonFinite == nil else {
                scales[row] = .nan
                bytes.initialize(repeating: 0, count: columns)
                continue
              }
              scales[row] =
                huse_quantize(values.baseAddress, columns, bytes, 0) / Float(HUSE_ROTATION_SQUARE)
            }
          }
        }
      }
    }
    self.init(rows: rows, columns: columns, bytes: bytes, scales: scales)
  }

  /// Rotates rows of bytes with scales, `[1 × rows]`, and rounds them again.
  ///
  /// - Precondition: as of weights of 8 bits.
  init(rotating bytes: ByteStorage, scaledBy scales: Matrix, rows: Int, columns: Int) {
    var matrix = Matrix(uninitializedRows: rows, columns: columns)
    matrix.withUnsafeMutableBufferPointer { target in
      for (index, byte) in bytes.bytes.bindMemory(to: Int8.self).enumerated() {
        target[index] = Float(byte) * scales[0, index / columns]
      }
    }
    self.init(roundingToBytes: WeightMatrix(matrix))
  }
}

extension Matrix {
  /// The rows times the rotation R of products of bytes.
  package var rotatedRows: Matrix { rotatedRows(by: .best) }

  package func rotatedRows(by kernels: Kernels) -> Matrix {
    var result = Matrix(uninitializedRows: rows, columns: columns)
    let (rows, columns) = (rows, columns)
    result.withUnsafeMutableBufferPointer { target in
      withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for start in stride(from: 0, to: rows * columns, by: max(columns, 1)) {
          kernels.table.pointee.rotate(source + start, columns, target + start)
        }
      }
    }
    return result
  }
}
