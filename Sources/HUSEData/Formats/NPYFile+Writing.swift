public import Foundation
public import HUSECore

extension NPYFile {
  /// Writes a matrix as float32, whole or not at all, with the bytes that `np.save` would write.
  ///
  /// - Throws: `HUSEError.writeFailed`; what stood at `url` before is then unchanged.
  public static func write(_ matrix: Matrix, to url: URL) throws(HUSEError) {
    var pieces = [matrix]
    try write(rows: matrix.rows, columns: matrix.columns, to: url) { pieces.popLast() }
  }

  /// Writes a list of integers as int64, whole or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`; what stood at `url` before is then unchanged.
  public static func write(_ integers: [Int], to url: URL) throws(HUSEError) {
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header(typeName: "<i8", shape: [integers.count]))
      try file.append(integers.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) })
    }
  }

  /// Writes a matrix of `rows` rows piece by piece, whole or not at all: `next` returns the rows,
  /// some at a time, so that they never have to be in memory together, and `nil` after the last.
  ///
  /// - Precondition: the pieces have `columns` columns and `rows` rows together.
  static func write(
    rows: Int, columns: Int, to url: URL, next: () throws(HUSEError) -> Matrix?
  ) throws(HUSEError) {
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header(typeName: "<f4", shape: [rows, columns]))
      var written = 0
      while let piece = try next() {
        precondition(piece.columns == columns, "\(piece.columns) columns of \(columns)")
        written += piece.rows
        try piece.withUnsafeBufferPointer { (values) throws(HUSEError) in
          try file.append(UnsafeRawBufferPointer(values))
        }
      }
      precondition(written == rows, "\(written) rows of \(rows)")
    }
  }

  /// The header of version 1.0 as NumPy writes it: room to let the first dimension grow to 21
  /// digits, then padding so that the data begins at a multiple of 64 bytes.
  private static func header(typeName: String, shape: [Int]) -> Data {
    let list = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(typeName)', 'fortran_order': False, 'shape': (\(list)), }"
    text += String(repeating: " ", count: max(0, 21 - String(shape[0]).count))
    let fixed = NPYHeader.magic.count + 4
    text += String(repeating: " ", count: 64 - (fixed + text.utf8.count + 1) % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return Data(NPYHeader.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text.utf8)
  }
}
