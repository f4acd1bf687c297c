import Foundation
import HUSECore

/// An .npy array or a tensor of a .safetensors file whose rows are read one by one.
struct RowFile: Sendable {
  let rows: Int
  let columns: Int
  private let file: PositionedFile
  private let type: NPYElementType
  private let offset: Int
  /// The name of the array, for messages.
  private let source: String

  /// Opens an .npy file of two dimensions.
  init(npy url: URL) throws(HUSEError) {
    let header = try NPYHeader(of: FileSection(of: MappedFile(contentsOf: url)))
    guard header.type.isNumeric else {
      throw .unsupportedFile(
        path: url.path, found: "dtype '\(header.typeName)'",
        supported: "numbers; convert with `array.astype(np.float32)`")
    }
    guard !header.isFortranOrder else {
      throw .unsupportedFile(
        path: url.path, found: "an array in Fortran order (column by column)",
        supported: "C order, in which rows can be read one by one; write it with "
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

  /// Opens a tensor of two dimensions.
  ///
  /// - Parameters:
  ///   - name: the name of the tensor.
  ///   - file: the file.
  ///   - positioned: the same file for reading, which all its tensors can share.
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name, `.unsupportedFile` for
  ///   its type, `.shapeMismatch` unless it has two dimensions.
  init(
    tensor name: String, of file: SafetensorsFile, in positioned: PositionedFile
  ) throws(HUSEError) {
    let source = "\(file.path): tensor '\(name)'"
    guard let location = file.place(of: name), let shape = file.shape(of: name) else {
      // Throws the error that names the tensors of the file.
      _ = try file.tensor(name)
      preconditionFailure("\(source) exists but has no position")
    }
    guard let type = Self.numPyTypes[location.type].flatMap(NPYElementType.init) else {
      throw .unsupportedFile(
        path: file.path, found: "dtype \(location.type) of tensor '\(name)'",
        supported: Self.numPyTypes.keys.sorted().joined(separator: ", "))
    }
    try self.init(
      positioned, shape: shape, type: type, offset: location.bytes.lowerBound, source: source)
  }

  private init(
    _ file: PositionedFile, shape: [Int], type: NPYElementType, offset: Int, source: String
  ) throws(HUSEError) {
    guard shape.count == 2 else {
      throw .shapeMismatch(
        expected: [shape.first ?? 1, max(shape.dropFirst().reduce(1) { $0 &* $1 }, 0)],
        found: shape, in: source,
        remedy: "Write an array of two dimensions, with a row for each item.")
    }
    (rows, columns) = (shape[0], shape[1])
    (self.file, self.type, self.offset, self.source) = (file, type, offset, source)
  }

  private var rowSize: Int { columns * type.byteCount }

  private func range(of row: Int) -> Range<Int> {
    offset + row * rowSize..<offset + (row + 1) * rowSize
  }

  /// Starts to read a row in the background.
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
      let stored = try file.bytes(in: bytes)
      for column in 0..<columns {
        target[column] =
          stored.withUnsafeBytes { type.float(in: $0, at: column * type.byteCount) } ?? .nan
      }
    }
    guard let column = UnsafeBufferPointer(target).firstNonFinite else { return }
    throw .invalidRow(
      source: source, row: row, column: column,
      problem: "contains \(target[column].isNaN ? "NaN" : "infinity")",
      remedy: "Extract the features of that row again, or remove the row from every part.")
  }
}
