import HUSECore

/// An array of an .npy file or an .npz archive, read on demand.
struct NPYArray: Sendable {
  private let content: FileSection
  private let header: NPYHeader

  var shape: [Int] { header.shape }
  var path: String { content.path }
  var isText: Bool { !header.type.isNumeric }

  /// Reads the header.
  init(_ content: FileSection) throws(HUSEError) {
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
    // As in `Tensor`, a list of n numbers is one row.
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
          source: path, row: index, column: nil, problem: "is beyond the range of Int64",
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
          source: path, row: index, column: nil, problem: "is not valid Unicode text",
          remedy: header.type.kind == .bytes
            ? "Decode the texts: `np.char.decode(array, encoding)`." : DamagedFile.remedy)
      }
      result.append(value)
    }
    return result
  }

  private func checkIsList() throws(HUSEError) {
    // A single column is also a list.
    guard shape.first == header.count else {
      throw .shapeMismatch(
        expected: [header.count], found: shape, in: path,
        remedy: "Reshape the array to one dimension, `array.reshape(-1)`.")
    }
  }

  /// The numbers, mapped if they are aligned and in the format of `Float`, otherwise converted.
  private func floats() throws(HUSEError) -> MatrixStorage {
    let start = content.range.lowerBound + header.dataOffset
    if header.type.isNativeFloat, !content.isDeflated,
      start % MemoryLayout<Float>.alignment == 0
    {
      try content.verifyStoredChecksum()
      return MatrixStorage(mapping: content.file, byteOffset: start, count: header.count)
    }
    try MemoryLimit.check(rows: shape[0], columns: shape.dropFirst().first ?? 1, name: path)
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

  /// Calls `body` with every element, reading them in chunks so that the array is not copied.
  ///
  /// One unsafe buffer for all chunks: with arrays, float64 takes a third longer.
  private func forEachElement(
    _ body: (_ chunk: UnsafeRawBufferPointer, _ offset: Int, _ index: Int) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let size = header.type.byteCount
    // Without elements nothing is allocated, since no bytes of the file justify their size.
    let elementsPerChunk = min(header.count, max(1, 65_536 / size))
    guard elementsPerChunk > 0 else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: elementsPerChunk * size, alignment: 16)
    defer { buffer.deallocate() }
    var reader = try content.reader()
    _ = try reader.read(header.dataOffset)
    for start in stride(from: 0, to: header.count, by: elementsPerChunk) {
      let count = min(elementsPerChunk, header.count - start)
      let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count * size)])
      try reader.read(into: chunk)
      for element in 0..<count {
        try body(UnsafeRawBufferPointer(chunk), element * size, start + element)
      }
    }
    try reader.finish()
  }

  private static func saturatingProduct(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }
}
