internal import CHUSEKernels

extension WeightMatrix {
  /// The rows in a range, as a copy unless they have 32 bits or are all.
  ///
  /// - Precondition: the range is in `0..<rows`.
  package subscript(rows range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    if range == 0..<rows { return self }
    func part(_ storage: ByteStorage, size: Int) -> ByteStorage {
      let row = columns * size
      return .joining([storage.bytes[range.lowerBound * row..<range.upperBound * row]])
    }
    switch values {
    case .float32(let matrix): return WeightMatrix(matrix[rows: range])
    case .halves(let storage, let precision):
      return WeightMatrix(
        rows: range.count, columns: columns, halves: part(storage, size: 2), precision: precision)
    case .int8(let storage, let scales):
      return WeightMatrix(
        rows: range.count, columns: columns, bytes: part(storage, size: 1),
        scales: Matrix(row: range.map { scales[0, $0] }))
    }
  }

  /// The rows of several matrices, in order.
  ///
  /// They keep their bits if these are the same for all, otherwise they have 32 bits.
  ///
  /// - Precondition: there is at least one matrix, and all have the same number of columns.
  package static func joining(_ parts: [WeightMatrix]) -> WeightMatrix {
    guard parts.count > 1 else { return parts[0] }
    let (rows, columns) = (parts.reduce(0) { $0 + $1.rows }, parts[0].columns)
    func joined(_ storages: [ByteStorage]) -> ByteStorage? {
      guard storages.count == parts.count else { return nil }
      return withExtendedLifetime(storages) { .joining(storages.map { $0.bytes[...] }) }
    }
    switch parts[0].values {
    case .float32: break
    case .halves(_, let precision):
      let halves = parts.compactMap { part -> ByteStorage? in
        guard case .halves(let storage, precision) = part.values else { return nil }
        return storage
      }
      if let halves = joined(halves) {
        return WeightMatrix(rows: rows, columns: columns, halves: halves, precision: precision)
      }
    case .int8:
      var scales: [Float] = []
      let bytes = parts.compactMap { part -> ByteStorage? in
        guard case .int8(let storage, let own) = part.values else { return nil }
        scales += own.values
        return storage
      }
      if let bytes = joined(bytes) {
        return WeightMatrix(
          rows: rows, columns: columns, bytes: bytes, scales: Matrix(row: scales))
      }
    }
    return WeightMatrix(Matrix.joining(parts.map(\.matrix)))
  }

  /// Sets `target` to the values of a row with 32 bits.
  ///
  /// - Precondition: `target` has room for the columns.
  fileprivate func widen(row: Int, to target: UnsafeMutablePointer<Float>) {
    precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
    let first = row * columns
    switch values {
    case .float32(let matrix):
      matrix.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        target.update(from: values + first, count: columns)
      }
    case .halves(let storage, let precision):
      guard let bytes = storage.bytes.baseAddress else { return }
      let halves = bytes.assumingMemoryBound(to: UInt16.self) + first
      if precision == .bfloat16 {
        huse_widen_bfloat16(halves, target, columns)
      } else {
        Kernels.best.table.pointee.widen_halves(halves, target, columns)
      }
    case .int8(let storage, let scales):
      guard let bytes = storage.bytes.baseAddress else { return }
      huse_widen_int8(
        bytes.assumingMemoryBound(to: Int8.self) + first, scales[0, row], target, columns)
      Kernels.best.table.pointee.rotate(target, columns, target)
    }
  }
}

extension WritableRows {
  /// Fills these rows with the rows of weights at `indices`.
  ///
  /// - Precondition: `indices.count == rows`, the columns agree, and every index is a row of
  ///   `source`.
  package mutating func gather(rowsAt indices: ArraySlice<Int>, of source: WeightMatrix) {
    if case .float32(let matrix) = source.values {
      gather(rowsAt: indices, of: matrix)
      return
    }
    precondition(indices.count == rows && columns == source.columns, "gather into another shape")
    let columns = columns
    withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      for (row, index) in indices.enumerated() {
        source.widen(row: index, to: target + row * columns)
      }
    }
  }
}
