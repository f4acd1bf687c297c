internal import CHUSEKernels

/// A matrix of bfloat16 numbers in the order in which a product reads its right side: panels of 32
/// columns, in which the rows lie in pairs.
///
/// A copy refers to the same memory; see `BFloat16Storage`.
///
/// ```swift
/// let weights = PackedMatrix(rounding: matrix)                 // [inner × outputs]
/// result.assignProduct(of: BFloat16Rows(rounding: input), and: weights.all)
/// ```
package struct PackedMatrix: Sendable {
  /// The number of columns in a panel.
  package static let panelColumns = Int(HUSE_BFLOAT16_PANEL)

  let storage: BFloat16Storage
  package let rows: Int
  package let columns: Int

  /// The pairs of rows; the last may have one row only.
  private var pairs: Int { (rows + 1) / 2 }
  /// The numbers from panel to panel.
  var stride: Int { pairs * 2 * Self.panelColumns }

  private static func count(rows: Int, columns: Int) -> Int {
    (columns + panelColumns - 1) / panelColumns * ((rows + 1) / 2) * 2 * panelColumns
  }

  /// Creates a matrix of zeros.
  package init(rows: Int, columns: Int) {
    self.init(
      storage: BFloat16Storage(count: Self.count(rows: rows, columns: columns)), rows: rows,
      columns: columns)
  }

  /// Rounds a matrix.
  package init(rounding matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    let target = self
    Parallel.forEachRange(of: rows, size: 64) {
      target.assign(matrix[rows: $0], atRow: $0.lowerBound)
    }
  }

  /// Rounds the transpose of a matrix, such as weights `[outputs × inner]`.
  package init(roundingTransposeOf matrix: Matrix) {
    self.init(rows: matrix.columns, columns: matrix.rows)
    let target = self
    Parallel.forEachRange(of: columns, size: Self.panelColumns) {
      target.assignTranspose(of: matrix[rows: $0], atColumn: $0.lowerBound)
    }
  }

  private init(storage: BFloat16Storage, rows: Int, columns: Int) {
    self.storage = storage
    self.rows = rows
    self.columns = columns
  }

  /// A matrix of another shape in the same memory, whose numbers are arbitrary.
  ///
  /// - Precondition: the memory is large enough.
  package func reshaped(rows: Int, columns: Int) -> PackedMatrix {
    precondition(
      Self.count(rows: rows, columns: columns) <= storage.count,
      "[\(rows) × \(columns)] in \(storage.count) numbers")
    return PackedMatrix(storage: storage, rows: rows, columns: columns)
  }

  /// Rounds `scale ·` a matrix to the rows that begin at `row`, on the calling thread.
  ///
  /// - Parameters:
  ///   - matrix: the values.
  ///   - row: an even number.
  ///   - scale: a factor.
  ///   - lead: the number of rows of zeros before the values, 0 or 1.
  ///   - kernels: the kernels that are used.
  /// - Precondition: all columns are given, and the rows fit. Their number is even unless they are
  ///   the last.
  package func assign(
    _ matrix: Matrix, atRow row: Int = 0, scaledBy scale: Float = 1, lead: Int = 0,
    kernels: Kernels = .best
  ) {
    let end = row + lead + matrix.rows
    precondition(
      matrix.columns == columns && row >= 0 && row % 2 == 0 && (0...1).contains(lead)
        && end <= rows && (end % 2 == 0 || end == rows),
      "\(matrix) after \(lead) at row \(row) of [\(rows) × \(columns)]")
    matrix.withFloatBlock(scaledBy: scale) { block in
      kernels.table.pointee.bfloat16_pack(
        &block, lead, storage.base + row * Self.panelColumns, stride)
    }
  }

  /// Rounds `scale ·` the transpose of a matrix to the columns that begin at `column`, on the
  /// calling thread.
  ///
  /// - Precondition: all rows are given, and the columns fit. They are whole panels unless they are
  ///   the last.
  package func assignTranspose(
    of matrix: Matrix, atColumn column: Int = 0, scaledBy scale: Float = 1,
    kernels: Kernels = .best
  ) {
    let end = column + matrix.rows
    precondition(
      matrix.columns == rows && column >= 0 && column % Self.panelColumns == 0 && end <= columns
        && (end % Self.panelColumns == 0 || end == columns),
      "transpose of \(matrix) at column \(column) of [\(rows) × \(columns)]")
    matrix.withFloatBlock(scaledBy: scale) { block in
      kernels.table.pointee.bfloat16_pack_transposed(
        &block, storage.base + column / Self.panelColumns * stride, stride)
    }
  }

  /// The value of a number.
  package subscript(row: Int, column: Int) -> Float {
    precondition(
      (0..<rows).contains(row) && (0..<columns).contains(column), "(\(row), \(column))")
    let (panel, lane) = column.quotientAndRemainder(dividingBy: Self.panelColumns)
    let place = panel * stride + (row / 2 * Self.panelColumns + lane) * 2 + row % 2
    return HalfPrecision.float(fromBFloat16: storage.base[place])
  }
}

/// A rectangle of a packed matrix, without a copy.
package struct PackedBlock: Sendable {
  let matrix: PackedMatrix
  package let rows: Range<Int>
  package let columns: Range<Int>

  /// The first number of the first pair of rows.
  var base: UnsafePointer<UInt16> {
    UnsafePointer(matrix.storage.base + rows.lowerBound * PackedMatrix.panelColumns)
  }
}

extension PackedMatrix {
  /// The rectangle of some rows and columns.
  ///
  /// - Precondition: the ranges are within the matrix, and the rows begin with an even number.
  package subscript(rows rows: Range<Int>, columns columns: Range<Int>) -> PackedBlock {
    precondition(
      rows.lowerBound >= 0 && rows.lowerBound % 2 == 0 && rows.upperBound <= self.rows
        && columns.lowerBound >= 0 && columns.upperBound <= self.columns,
      "rows \(rows), columns \(columns) of [\(self.rows) × \(self.columns)]")
    return PackedBlock(matrix: self, rows: rows, columns: columns)
  }

  /// All rows and columns.
  package var all: PackedBlock { self[rows: 0..<rows, columns: 0..<columns] }
}
