import HUSECore

/// The array of a variable: class, shape, and the element that holds its values column by column.
struct MATVariable {
  /// The class of an array in MATLAB.
  enum ArrayClass: Int {
    case cell = 1
    case structure, object, char, sparse, double, single, int8, uint8, int16, uint16, int32, uint32
    case int64, uint64, function, opaque

    /// The name in MATLAB.
    var name: String { self == .structure ? "struct" : "\(self)" }
    var isNumeric: Bool { (ArrayClass.double.rawValue...ArrayClass.uint64.rawValue) ~= rawValue }
  }

  let name: String
  let arrayClass: ArrayClass
  let shape: [Int]
  private let isComplex: Bool
  /// The elements after the name, which are the values or the cells.
  private let content: MATElements
  private let isBigEndian: Bool
  private let path: String

  /// Reads the parts of a matrix element before its values.
  ///
  /// - Parameters:
  ///   - bytes: the content of the element.
  ///   - isBigEndian: whether numbers are big-endian.
  ///   - path: the path of the file, for messages.
  /// - Throws: `HUSEError.malformedFile` for a damaged element.
  init(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, path: String) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: DamagedFile.remedy)
    }
    var elements = MATElements(bytes, isBigEndian: isBigEndian, path: path)
    let flags = elements.numbers(of: try elements.next(.uint32))
    guard flags.count == 2, let arrayClass = ArrayClass(rawValue: Int(flags[0] & 0xFF)) else {
      throw malformed("has a variable without a known class")
    }
    self.arrayClass = arrayClass
    isComplex = flags[0] & 0x800 != 0
    self.isBigEndian = isBigEndian
    // Objects such as the string arrays of MATLAB have no dimensions, and undocumented parts.
    if arrayClass == .opaque || arrayClass == .function {
      shape = []
    } else {
      let dimensions = elements.numbers(of: try elements.next(.int32)).map {
        Int(Int32(bitPattern: $0))
      }
      guard dimensions.count >= 2, dimensions.allSatisfy({ $0 >= 0 }) else {
        throw malformed("has a variable of the dimensions \(dimensions)")
      }
      shape = dimensions
    }
    let nameBytes = try elements.next(.int8, .utf8).bytes
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw malformed("has a variable whose name is not text")
    }
    self.name = name
    self.path = name.isEmpty ? path : "\(path): variable '\(name)'"
    content = elements
  }

  /// The number of values; `Int.max` if it overflows.
  private var count: Int {
    shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }
  }

  /// The values as a matrix with a row for each row in MATLAB.
  func matrix() throws(HUSEError) -> Matrix {
    let values = try numbers()
    let (rows, columns) = try rowsAndColumns()
    try MemoryLimit.check(rows: rows, columns: columns, name: path)
    var result = Matrix(uninitializedRows: rows, columns: columns)
    result.withUnsafeMutableBufferPointer { target in
      for column in 0..<columns {
        for row in 0..<rows {
          target[row * columns + column] = values.float(at: column * rows + row)
        }
      }
    }
    return result
  }

  /// The values of a row or a column as integers; floating-point numbers must be whole.
  func integers() throws(HUSEError) -> [Int] {
    let values = try numbers()
    try checkIsList()
    var result: [Int] = []
    result.reserveCapacity(count)
    for index in 0..<count {
      guard let value = values.integer(at: index) else {
        throw .invalidRow(
          source: path, row: index, column: nil,
          problem: "\(values.float(at: index)) is not a whole number",
          remedy: "Convert the variable with `int32` in MATLAB.")
      }
      result.append(value)
    }
    return result
  }

  /// The texts of a cell array of rows of characters, or the rows of a matrix of characters without
  /// trailing spaces.
  func strings() throws(HUSEError) -> [String] {
    switch arrayClass {
    case .char: return try rowsOfText(trimming: true)
    case .cell:
      try checkIsList()
      var cells = content
      var result: [String] = []
      for index in 0..<count {
        let cell = try MATVariable(
          cells.next(.matrix).bytes, isBigEndian: isBigEndian, path: "\(path), cell \(index + 1)")
        guard cell.arrayClass == .char, cell.shape[0] <= 1 else {
          throw .unsupportedFile(
            path: cell.path, found: "a cell of the class \(cell.arrayClass.name)",
            supported: "a row of characters in each cell")
        }
        result.append(try cell.rowsOfText(trimming: false).first ?? "")
      }
      return result
    default:
      throw .unsupportedFile(
        path: path, found: "the class \(arrayClass.name)",
        supported: "a cell array of texts, such as `cellstr(names)` gives")
    }
  }

  private func rowsOfText(trimming: Bool) throws(HUSEError) -> [String] {
    let (rows, columns) = try rowsAndColumns()
    guard rows <= 1 || columns > 0 else {
      throw .malformedFile(
        path: path, problem: "has \(rows) rows without characters",
        remedy: "Save the texts as a cell array.")
    }
    var elements = content
    let text = try elements.next()
    let units = try MATText(text, isBigEndian: isBigEndian, path: path).units(count: count)
    return try (0..<rows).map { (row) throws(HUSEError) in
      let codes = (0..<columns).map { units[$0 * rows + row] }
      guard let line = MATText.string(codes) else {
        throw .malformedFile(
          path: path, problem: "is not valid Unicode text", remedy: DamagedFile.remedy)
      }
      guard trimming else { return line }
      return String(line.reversed().drop { $0 == " " || $0 == "\0" }.reversed())
    }
  }

  private func numbers() throws(HUSEError) -> MATNumbers {
    guard arrayClass.isNumeric else {
      throw .unsupportedFile(
        path: path, found: "the class \(arrayClass.name)",
        supported: "a full array of numbers, such as `single(full(array))` gives")
    }
    guard !isComplex else {
      throw .unsupportedFile(
        path: path, found: "complex numbers", supported: "real numbers, such as `real(array)` gives"
      )
    }
    var elements = content
    let values = MATNumbers(try elements.next(), isBigEndian: isBigEndian)
    guard let values, values.count == count else {
      throw .malformedFile(
        path: path, problem: "does not hold \(count) numbers", remedy: DamagedFile.remedy)
    }
    return values
  }

  private func rowsAndColumns() throws(HUSEError) -> (Int, Int) {
    guard shape.count == 2 else {
      throw .shapeMismatch(
        expected: [shape.first ?? 0, count / max(shape.first ?? 1, 1)], found: shape, in: path,
        remedy: "Reshape the array to a row for each item, `reshape(a, size(a, 1), [])`.")
    }
    return (shape[0], shape[1])
  }

  private func checkIsList() throws(HUSEError) {
    let (rows, columns) = try rowsAndColumns()
    guard rows == 1 || columns == 1 || count == 0 else {
      throw .shapeMismatch(
        expected: [count, 1], found: shape, in: path, remedy: "Pass a row or a column.")
    }
  }
}
