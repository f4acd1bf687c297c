/// A dense matrix of `Float`, row after row in contiguous memory.
///
/// It is a value type: copies share memory until one of them is changed. A range of rows
/// (`matrix[rows: 2..<5]`) is a matrix too and shares the memory of the whole. Memory that a matrix
/// allocates is aligned to 64 bytes.
///
/// ```swift
/// let points: Matrix = [[1, 2], [3, 4]]
/// points[1, 0]        // 3
/// points[row: 0]      // [1.0, 2.0]
/// ```
public struct Matrix: Sendable {
  package var storage: MatrixStorage
  package var offset: Int

  /// The number of rows.
  public let rows: Int
  /// The number of columns, which is the length of a row.
  public let columns: Int

  /// The number of values, `rows × columns`.
  public var count: Int { rows * columns }

  package init(storage: MatrixStorage, offset: Int, rows: Int, columns: Int) {
    precondition(
      rows >= 0 && columns >= 0 && offset + rows * columns <= storage.count,
      "a \(rows) × \(columns) matrix does not fit \(storage.count) values at \(offset)")
    self.storage = storage
    self.offset = offset
    self.rows = rows
    self.columns = columns
  }

  package init(uninitializedRows rows: Int, columns: Int) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(
      rows >= 0 && columns >= 0 && !overflow, "a matrix of \(rows) rows and \(columns) columns")
    self.init(
      storage: MatrixStorage(uninitializedCount: count), offset: 0, rows: rows, columns: columns)
  }

  /// Creates a matrix whose values are all the same.
  ///
  /// - Precondition: as for an array, `rows` and `columns` are not negative, and the values fit in
  ///   memory.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(uninitializedRows: rows, columns: columns)
    UnsafeMutableBufferPointer(start: storage.base, count: count).initialize(repeating: value)
  }

  /// Creates a matrix from its values, row after row.
  ///
  /// - Throws: `HUSEError.shapeMismatch` unless there are `rows × columns` values.
  public init(rows: Int, columns: Int, values: [Float]) throws(HUSEError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, count == values.count else {
      throw .shapeMismatch(
        expected: [rows, columns], found: [values.count], in: "values of a matrix",
        remedy: "Pass a value for each row and column, row after row.")
    }
    self.init(rows: rows, columns: columns, uncheckedValues: values)
  }

  /// Creates a matrix from rows of the same length.
  ///
  /// - Throws: `HUSEError.invalidRow` for a row whose length is not that of the first.
  public init(rows: [[Float]]) throws(HUSEError) {
    let columns = rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != columns }) {
      throw .invalidRow(
        source: "rows of a matrix", row: row, column: nil,
        problem: "has \(rows[row].count) values, and row 0 has \(columns)",
        remedy: "Pass rows of one length.")
    }
    self.init(rows: rows.count, columns: columns)
    for (row, values) in rows.enumerated() { assign(Matrix(row: values), atRow: row) }
  }

  /// Creates a matrix of one row.
  public init(row values: [Float]) {
    self.init(rows: 1, columns: values.count, uncheckedValues: values)
  }

  /// Creates a matrix from `rows × columns` values without checking their number.
  private init(rows: Int, columns: Int, uncheckedValues values: [Float]) {
    self.init(uninitializedRows: rows, columns: columns)
    _ = UnsafeMutableBufferPointer(start: storage.base, count: count).initialize(from: values)
  }

  /// The value at a row and a column.
  ///
  /// - Precondition: `row` and `column` are within the matrix.
  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns,
        "[\(row), \(column)] outside a matrix of \(rows) × \(columns)")
      return storage.base[offset + row * columns + column]
    }
    set {
      precondition(
        row >= 0 && row < rows && column >= 0 && column < columns,
        "[\(row), \(column)] outside a matrix of \(rows) × \(columns)")
      makeUnique()
      storage.base[offset + row * columns + column] = newValue
    }
  }

  /// The rows in a range, as a matrix that shares this one's memory.
  ///
  /// The memory of the whole stays alive as long as the part does.
  ///
  /// - Precondition: the range is in `0..<rows`.
  public subscript(rows range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "rows \(range) of a matrix of \(rows) rows")
    return Matrix(
      storage: storage, offset: offset + range.lowerBound * columns, rows: range.count,
      columns: columns)
  }

  /// One row, without a copy.
  ///
  /// - Precondition: `index` is in `0..<rows`.
  public subscript(row index: Int) -> Vector {
    Vector(self[rows: index..<index + 1])
  }

  /// The values, row after row, as an array.
  public var values: [Float] { withUnsafeBufferPointer { Array($0) } }

  /// Calls `body` with the values, row after row.
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: storage.base + offset, count: count))
  }

  /// Calls `body` with the values, row after row, to be changed in place.
  public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }

  private mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) && storage.isWritable { return }
    let copy = MatrixStorage(uninitializedCount: count)
    copy.base.initialize(from: storage.base + offset, count: count)
    storage = copy
    offset = 0
  }
}

extension Matrix: Equatable {
  /// Whether both have the same shape and the same values.
  public static func == (left: Matrix, right: Matrix) -> Bool {
    left.rows == right.rows && left.columns == right.columns
      && left.withUnsafeBufferPointer { a in
        right.withUnsafeBufferPointer { b in a.elementsEqual(b) }
      }
  }
}

extension Matrix: ExpressibleByArrayLiteral {
  /// Creates a matrix from literal rows, as in `[[1, 2], [3, 4]]`.
  ///
  /// - Precondition: the rows have the same length.
  public init(arrayLiteral rows: [Float]...) {
    let columns = rows.first?.count ?? 0
    self.init(rows: rows.count, columns: columns)
    for (row, values) in rows.enumerated() {
      precondition(values.count == columns, "a literal matrix with rows of different lengths")
      assign(Matrix(row: values), atRow: row)
    }
  }
}

extension Matrix: CustomStringConvertible {
  /// The shape, as in `Matrix(3 × 512)`.
  public var description: String { "Matrix(\(rows) × \(columns))" }
}
