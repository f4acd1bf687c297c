import HUSECore

/// One array of an .npy file or of an .npz archive, read when it is asked for.
struct NPYArray: Sendable {
  private let content: ByteContent
  private let header: NPYHeader

  var shape: [Int] { header.shape }
  var path: String { content.path }
  var isText: Bool { !header.type.isNumeric }

  /// Reads the header.
  init(_ content: ByteContent) throws(HUSEError) {
    self.content = content
    header = try NPYHeader(of: content)
  }

  func matrix() throws(HUSEError) -> Matrix {
    guard header.type.isNumeric else {
      throw .unsupportedFile(
        path: path, found: "dtype '\(header.typeName)'",
        supported: "numbers; convert with `array.astype(np.float32)`")
    }
    guard (1...2).contains(shape.count) else {
      throw .shapeMismatch(
        expected: [shape.first ?? 1, shape.dropFirst().reduce(1, Self.saturatingProduct)],
        found: shape, in: path,
        remedy: "Reshape the array to a row for each item, `array.reshape(len(array), -1)`.")
    }
    // As in Tensor, a list of n numbers is one row.
    let (rows, columns) = shape.count == 2 ? (shape[0], shape[1]) : (1, shape[0])
    guard header.isFortranOrder else {
      return Matrix(storage: try floats(), offset: 0, rows: rows, columns: columns)
    }
    return Matrix(storage: try floats(), offset: 0, rows: columns, columns: rows).transposed
  }

  func integers() throws(HUSEError) -> [Int] {
    guard header.type.isInteger else {
      throw .unsupportedFile(
        path: path, found: "dtype '\(header.typeName)'",
        supported: "integers; convert with `array.astype(np.int64)`")
    }
    try checkIsList()
    var result: [Int] = []
    result.reserveCapacity(header.count)
    try forEachElement { (bytes, offset, index) throws(HUSEError) in
      guard let value = header.type.integer(in: bytes, at: offset) else {
        throw .invalidRow(
          source: path, row: index, column: nil, problem: "a number beyond the range of Int64",
          remedy: "Convert with `array.astype(np.int64)`.")
      }
      result.append(value)
    }
    return result
  }

  func strings() throws(HUSEError) -> [String] {
    guard isText else {
      throw .unsupportedFile(
        path: path, found: "dtype '\(header.typeName)'",
        supported: "text; convert with `array.astype(str)`")
    }
    try checkIsList()
    var result: [String] = []
    result.reserveCapacity(header.count)
    try forEachElement { (bytes, offset, index) throws(HUSEError) in
      guard let value = header.type.text(in: bytes, at: offset) else {
        throw .invalidRow(
          source: path, row: index, column: nil, problem: "holds what is not a Unicode character",
          remedy: header.type.kind == .bytes
            ? "Decode the texts: `np.char.decode(array, encoding)`." : Damage.remedy)
      }
      result.append(value)
    }
    return result
  }

  private func checkIsList() throws(HUSEError) {
    // A column of n rows is a list too.
    guard shape.first == header.count else {
      throw .shapeMismatch(
        expected: [header.count], found: shape, in: path,
        remedy: "Reshape the array to one dimension, `array.reshape(-1)`.")
    }
  }

  /// The numbers: mapped where their bytes are those of `Float` and aligned, else converted.
  private func floats() throws(HUSEError) -> MatrixStorage {
    let start = content.range.lowerBound + header.dataOffset
    if header.type.isNativeFloat, !content.isDeflated,
      start % MemoryLayout<Float>.alignment == 0
    {
      try content.verifyPlainChecksum()
      return MatrixStorage(mapping: content.file, byteOffset: start, count: header.count)
    }
    let storage = MatrixStorage(uninitializedCount: header.count)
    if header.type.isNativeFloat {
      var reader = try content.reader()
      _ = try reader.read(header.dataOffset)
      try reader.read(
        into: UnsafeMutableRawBufferPointer(
          start: storage.base, count: header.count * MemoryLayout<Float>.stride))
      try reader.finish()
    } else {
      try forEachElement { (bytes, offset, index) throws(HUSEError) in
        (storage.base + index).initialize(to: header.type.float(in: bytes, at: offset) ?? .nan)
      }
    }
    return storage
  }

  /// Reads the elements through one small buffer, so that no second copy of the array is made.
  private func forEachElement(
    _ body: (UnsafeRawBufferPointer, _ offset: Int, _ index: Int) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let size = header.type.byteCount
    // Without elements nothing is allocated: the file has no bytes that vouch for their width.
    let capacity = min(header.count, max(1, 65_536 / size))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * size, alignment: 16)
    defer { buffer.deallocate() }
    var reader = try content.reader()
    _ = try reader.read(header.dataOffset)
    var index = 0
    while index < header.count {
      let part = min(capacity, header.count - index)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(part * size)])
      try reader.read(into: bytes)
      for element in 0..<part {
        try body(UnsafeRawBufferPointer(bytes), element * size, index + element)
      }
      index += part
    }
    try reader.finish()
  }

  private static func saturatingProduct(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }
}
