import Foundation
import HUSECore

/// Rows of numbers in a file, read one by one: an .npy array or a tensor of a safetensors file.
struct RowFile: Sendable {
  let rows: Int
  let columns: Int
  private let file: PositionedFile
  private let type: NPYElementType
  private let offset: Int
  /// What messages call the place.
  private let source: String

  /// An .npy file of two dimensions.
  init(npy url: URL) throws(HUSEError) {
    let header = try NPYHeader(of: ByteContent(of: MappedFile(contentsOf: url)))
    guard header.type.isNumeric else {
      throw .unsupportedFile(
        path: url.path, found: "dtype '\(header.typeName)'",
        supported: "numbers; convert with `array.astype(np.float32)`")
    }
    guard !header.isFortranOrder else {
      throw .unsupportedFile(
        path: url.path, found: "an array in Fortran order (column after column)",
        supported: "C order where rows are read one by one; write it with "
          + "`np.save(path, np.ascontiguousarray(array))`")
    }
    try self.init(
      PositionedFile(contentsOf: url), shape: header.shape, type: header.type,
      offset: header.dataOffset, source: url.path)
  }

  private static let numPyTypes = [
    "F32": "<f4", "F64": "<f8", "F16": "<f2", "BF16": "<V2", "BOOL": "|b1", "I8": "|i1",
    "U8": "|u1", "I16": "<i2", "U16": "<u2", "I32": "<i4", "U32": "<u4", "I64": "<i8", "U64": "<u8",
  ]

  /// A tensor of two dimensions.
  ///
  /// - Parameter positioned: the same file, which may be shared with its other tensors.
  init(
    tensor name: String, of file: SafetensorsFile, in positioned: PositionedFile
  ) throws(HUSEError) {
    let source = "\(file.path): tensor '\(name)'"
    guard let place = file.place(of: name), let shape = file.shape(of: name) else {
      // For the error that names what there is.
      _ = try file.tensor(name)
      preconditionFailure("\(source) is there and has no place")
    }
    guard let type = Self.numPyTypes[place.type].flatMap(NPYElementType.init) else {
      throw .unsupportedFile(
        path: file.path, found: "dtype \(place.type) of tensor '\(name)'",
        supported: Self.numPyTypes.keys.sorted().joined(separator: ", "))
    }
    try self.init(
      positioned, shape: shape, type: type, offset: place.bytes.lowerBound, source: source)
  }

  private init(
    _ file: PositionedFile, shape: [Int], type: NPYElementType, offset: Int, source: String
  ) throws(HUSEError) {
    guard shape.count == 2 else {
      throw .shapeMismatch(
        expected: [shape.first ?? 1, max(shape.dropFirst().reduce(1) { $0 &* $1 }, 0)],
        found: shape, in: source, remedy: "Write a row for each item: an array of two dimensions.")
    }
    (rows, columns) = (shape[0], shape[1])
    (self.file, self.type, self.offset, self.source) = (file, type, offset, source)
  }

  private var rowSize: Int { columns * type.byteCount }

  private func range(of row: Int) -> Range<Int> {
    offset + row * rowSize..<offset + (row + 1) * rowSize
  }

  /// Has a row read in the background.
  func prepare(_ row: Int) { file.prepare(range(of: row)) }

  /// Reads a row.
  ///
  /// - Throws: `HUSEError.invalidRow` for a value that is not finite, `.malformedFile` for a file
  ///   that has changed.
  func read(_ row: Int, into target: UnsafeMutableBufferPointer<Float>) throws(HUSEError) {
    let bytes = range(of: row)
    if type.isNativeFloat {
      try file.read(into: UnsafeMutableRawBufferPointer(target), at: bytes.lowerBound)
    } else {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: rowSize, alignment: 16)
      defer { buffer.deallocate() }
      try file.read(into: buffer, at: bytes.lowerBound)
      let stored = UnsafeRawBufferPointer(buffer)
      for column in 0..<columns {
        target[column] = type.float(in: stored, at: column * type.byteCount) ?? .nan
      }
    }
    guard let column = UnsafeBufferPointer(target).firstNonFinite else { return }
    throw .invalidRow(
      source: source, row: row, column: column,
      problem: "contains \(target[column].isNaN ? "NaN" : "infinity")",
      remedy: "Extract the features of that row again, or leave the row out of every part.")
  }
}
