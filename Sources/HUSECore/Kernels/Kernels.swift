package import CHUSEKernels

/// The kernels at one instruction level: C loops that would be slow in a generic Swift build.
package struct Kernels: @unchecked Sendable {
  /// Points to a constant table of functions that exists for the lifetime of the process.
  package let table: UnsafePointer<huse_kernels>

  /// The kernels for this CPU.
  package static let best = Kernels(.best) ?? Kernels(table: huse_kernels_at(HUSE_LEVEL_BASELINE))

  private init(table: UnsafePointer<huse_kernels>) { self.table = table }

  /// Creates the kernels of a level, or `nil` if this CPU does not support it.
  package init?(_ level: InstructionLevel) {
    guard let table = huse_kernels_at(huse_level(rawValue: UInt32(level.rawValue))) else {
      return nil
    }
    self.table = table
  }
}

// MARK: - Layers

extension Kernels {
  /// Adds a bias to every row, then applies ReLU and dropout if requested.
  ///
  /// `firstRow` is the number of the first row in the batch that `seed` belongs to: which values
  /// are dropped depends on the row number, not on how rows are distributed over threads.
  package func addBias(
    _ bias: Matrix, to x: inout some WritableRows, rectifying: Bool, dropout: Float = 0,
    seed: UInt64 = 0, firstRow: Int = 0
  ) {
    precondition(bias.count == x.columns, "\(bias.count) biases for \(x.columns) columns")
    let (rows, columns) = (x.rows, x.columns)
    x.withUnsafeMutableBufferPointer { x in
      bias.withUnsafeBufferPointer { bias in
        table.pointee.bias_activation(
          x.baseAddress, bias.baseAddress, rows, columns, rectifying ? 1 : 0, dropout, seed,
          firstRow)
      }
    }
  }

  /// Sets `gradient` to zero where `output` is zero, and scales it elsewhere.
  package func rectifyBackward(_ gradient: inout some WritableRows, output: Matrix, scale: Float) {
    precondition(gradient.count == output.count, "\(gradient.count) values against \(output)")
    gradient.withUnsafeMutableBufferPointer { gradient in
      output.withUnsafeBufferPointer { output in
        table.pointee.relu_backward(gradient.baseAddress, output.baseAddress, output.count, scale)
      }
    }
  }

  /// Sets `sums`, `[1 × columns]`, to the column sums of `x`.
  package func sumColumns(of x: Matrix, into sums: inout some WritableRows) {
    precondition(sums.count == x.columns, "\(sums.count) sums of \(x.columns) columns")
    sums.withUnsafeMutableBufferPointer { sums in
      x.withUnsafeBufferPointer { values in
        table.pointee.column_sums(sums.baseAddress, values.baseAddress, x.rows, x.columns)
      }
    }
  }

  /// Scales every row to unit length, in place, and stores the lengths in `norms`, `[1 × rows]`.
  package func normalizeRows(of x: inout some WritableRows, norms: inout some WritableRows) {
    precondition(norms.count == x.rows, "\(norms.count) norms of \(x.rows) rows")
    let (rows, columns) = (x.rows, x.columns)
    x.withUnsafeMutableBufferPointer { x in
      norms.withUnsafeMutableBufferPointer { norms in
        table.pointee.normalize(x.baseAddress, norms.baseAddress, x.baseAddress, rows, columns)
      }
    }
  }

  /// Converts the gradient with respect to unit rows, in place, to the rows before normalisation.
  package func normalizeRowsBackward(
    _ gradient: inout some WritableRows, output: Matrix, norms: Matrix
  ) {
    precondition(
      gradient.count == output.count && norms.count == output.rows,
      "\(gradient.count) values, \(output)")
    gradient.withUnsafeMutableBufferPointer { gradient in
      output.withUnsafeBufferPointer { values in
        norms.withUnsafeBufferPointer { norms in
          table.pointee.normalize_backward(
            gradient.baseAddress, values.baseAddress, norms.baseAddress, output.rows,
            output.columns)
        }
      }
    }
  }
}

// MARK: - Losses

extension Kernels {
  /// The sum over rows of the cross entropy of softmax(logits) with the labels; adds
  /// `scale · ∂/∂logits` to `gradient`.
  ///
  /// - Precondition: labels are in `0..<logits.columns`.
  package func crossEntropy(
    of logits: Matrix, labels: [Int32], scale: Float, gradient: inout Matrix
  ) -> Double {
    precondition(
      gradient.count == logits.count && labels.count == logits.rows, "\(gradient), \(logits)")
    Self.check(labels[...], classCount: logits.columns)
    let shared = UnsafeSharedRows(&gradient)
    return Parallel.sum(of: logits.rows, size: 256) { rows in
      crossEntropy(
        of: logits[rows: rows], labels: labels[rows], scale: scale, gradient: shared[rows: rows])
    }
  }

  /// The same on the calling thread.
  ///
  /// - Precondition: there is a label for each row, and each is a column of the logits.
  package func crossEntropy(
    of logits: Matrix, labels: ArraySlice<Int32>, scale: Float, gradient: UnsafeSharedRows
  ) -> Double {
    precondition(
      gradient.count == logits.count && labels.count == logits.rows, "\(gradient), \(logits)")
    Self.check(labels, classCount: logits.columns)
    var gradient = gradient
    return gradient.withUnsafeMutableBufferPointer { gradient in
      logits.withUnsafeBufferPointer { values in
        labels.withUnsafeBufferPointer { labels in
          table.pointee.cross_entropy(
            gradient.baseAddress, values.baseAddress, labels.baseAddress!, logits.rows,
            logits.columns, scale)
        }
      }
    }
  }

  /// Replaces every row by its softmax.
  package func softmaxRows(of logits: inout some WritableRows) {
    let (rows, columns) = (logits.rows, logits.columns)
    guard columns > 0 else { return }
    logits.withUnsafeMutableBufferPointer {
      table.pointee.softmax($0.baseAddress, rows, columns)
    }
  }

  /// Computes a rectangle of pairs of the graph loss, equation 11.
  ///
  /// Replaces products a·b by `scale · ∂/∂(a·b)`, and returns the sum of σ (d − A)² over
  /// the rectangle together with the number of pairs where σ is 1.
  ///
  /// Row i and column i − `diagonal` are the same embedding, which is not paired with itself.
  ///
  /// - Precondition: labels are in `0..<distances.rows`, and `distances` is square.
  package func graphTile(
    _ products: inout some WritableRows, rowLabels: ArraySlice<Int32>,
    columnLabels: ArraySlice<Int32>,
    distances: Matrix, margin: Float, scale: Float, diagonal: Int
  ) -> (sum: Double, active: Int) {
    precondition(
      rowLabels.count == products.rows && columnLabels.count == products.columns,
      "[\(products.rows) × \(products.columns)]")
    precondition(distances.rows == distances.columns, "\(distances)")
    Self.check(rowLabels, classCount: distances.rows)
    Self.check(columnLabels, classCount: distances.rows)
    let (rows, columns) = (products.rows, products.columns)
    var active = 0
    let sum = products.withUnsafeMutableBufferPointer { products in
      distances.withUnsafeBufferPointer { values in
        rowLabels.withUnsafeBufferPointer { rowLabels in
          columnLabels.withUnsafeBufferPointer { columnLabels in
            table.pointee.graph_tile(
              products.baseAddress, rows, columns, rowLabels.baseAddress,
              columnLabels.baseAddress, values.baseAddress, distances.columns, margin, scale,
              diagonal, &active)
          }
        }
      }
    }
    return (sum, active)
  }

  /// Checks that labels are in range, because the kernels use them as positions in memory.
  package static func check(_ labels: ArraySlice<Int32>, classCount: Int) {
    for label in labels {
      precondition(label >= 0 && Int(label) < classCount, "label \(label) of \(classCount) classes")
    }
  }
}

// MARK: - Sums

extension Kernels {
  /// The number of values that a thread adds up at a time.
  private static let sumPart = 1 << 16

  /// Σ x².
  package func sumOfSquares(_ x: Matrix) -> Double {
    Parallel.sum(of: x.count, size: Self.sumPart) { range in sumOfSquares(x, in: range) }
  }

  /// Σ x² over all matrices.
  package func sumOfSquares(_ matrices: [Matrix]) -> Double {
    Parallel.sum(of: matrices.reduce(0) { $0 + $1.count }, size: Self.sumPart) { range in
      var (sum, start) = (0.0, 0)
      for matrix in matrices {
        let own = range.clamped(to: start..<start + matrix.count)
        if !own.isEmpty { sum += sumOfSquares(matrix, in: own.offset(by: -start)) }
        start += matrix.count
      }
      return sum
    }
  }

  private func sumOfSquares(_ x: Matrix, in range: Range<Int>) -> Double {
    x.withUnsafeBufferPointer {
      table.pointee.sum_of_squares($0.baseAddress! + range.lowerBound, range.count)
    }
  }

  /// Σ x · y over all values.
  package func dot(_ x: Matrix, _ y: Matrix) -> Double {
    precondition(x.count == y.count, "\(x) · \(y)")
    return Parallel.sum(of: x.count, size: Self.sumPart) { range in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          table.pointee.dot(
            x.baseAddress! + range.lowerBound, y.baseAddress! + range.lowerBound, range.count)
        }
      }
    }
  }

  /// The position of the first value above `threshold`, or `nil` if there is none.
  ///
  /// NaN does not count as above.
  package func firstIndex(
    above threshold: Float, in values: UnsafeBufferPointer<Float>, from start: Int
  ) -> Int? {
    guard let base = values.baseAddress, start < values.count else { return nil }
    let index = start + table.pointee.first_above(base + start, values.count - start, threshold)
    return index < values.count ? index : nil
  }
}
