public import Foundation
public import HUSECore

extension NPYFile {
  /// Writes a matrix as float32, with the same bytes as `np.save`.
  ///
  /// - Throws: `HUSEError.writeFailed`. An earlier file is then unchanged.
  public static func write(_ matrix: Matrix, to url: URL) throws(HUSEError) {
    var parts = [matrix]
    try write(rows: matrix.rows, columns: matrix.columns, to: url) { parts.popLast() }
  }

  /// Writes a list of integers as int64.
  ///
  /// - Throws: `HUSEError.writeFailed`. An earlier file is then unchanged.
  public static func write(_ integers: [Int], to url: URL) throws(HUSEError) {
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header(typeName: "<i8", shape: [integers.count]))
      try file.append(integers.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) })
    }
  }

  /// Writes a matrix in parts, so that it need not fit in memory.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of all parts.
  ///   - columns: the number of columns.
  ///   - url: the path of the file.
  ///   - next: returns the next rows, and `nil` after the last.
  /// - Throws: `HUSEError.writeFailed`; the errors of `next`.
  /// - Precondition: the parts have `columns` columns, and together `rows` rows.
  static func write(
    rows: Int, columns: Int, to url: URL, next: () throws(HUSEError) -> Matrix?
  ) throws(HUSEError) {
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header(typeName: "<f4", shape: [rows, columns]))
      var written = 0
      while let part = try next() {
        precondition(part.columns == columns, "\(part.columns) columns of \(columns)")
        written += part.rows
        try part.withUnsafeBufferPointer { (values) throws(HUSEError) in
          try file.append(UnsafeRawBufferPointer(values))
        }
      }
      precondition(written == rows, "\(written) rows of \(rows)")
    }
  }

  /// A header of version 1.0 as NumPy writes it, padded so that the data begins at byte 128.
  private static func header(typeName: String, shape: [Int]) -> Data {
    let list = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(typeName)', 'fortran_order': False, 'shape': (\(list)), }"
    let fixed = NPYHeader.magic.count + 4
    // With two numbers of at most 19 digits each, the text has between 64 and 128 bytes.
    text += String(repeating: " ", count: 128 - (fixed + text.utf8.count + 1)) + "\n"
    let length = UInt16(text.utf8.count)
    return Data(NPYHeader.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text.utf8)
  }
}
