import CPQ
import HUSECore

/// The rows of a result in the binary format.
final class ResultRows {
  private let result: OpaquePointer

  /// Takes a result over.
  init(_ result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  var count: Int { Int(PQntuples(result)) }

  /// The number of rows that the statement changed.
  var changedCount: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  /// A value as its bytes, `nil` for NULL; they are valid as long as the rows.
  private func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
    guard PQgetisnull(result, Int32(row), Int32(column)) == 0,
      let start = PQgetvalue(result, Int32(row), Int32(column))
    else { return nil }
    return UnsafeRawBufferPointer(
      start: start, count: Int(PQgetlength(result, Int32(row), Int32(column))))
  }

  /// A value of type text or name.
  func text(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A value of type bigint.
  func integer(_ row: Int, _ column: Int) -> Int? {
    bytes(row, column).map { Int(Int64(bigEndian: $0.loadUnaligned(as: Int64.self))) }
  }

  /// A value of type double precision.
  func number(_ row: Int, _ column: Int) -> Double? {
    bytes(row, column).map {
      Double(bitPattern: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)))
    }
  }

  /// A value of type boolean.
  func boolean(_ row: Int, _ column: Int) -> Bool? { bytes(row, column).map { $0[0] != 0 } }

  /// A value of type vector or halfvec.
  func vector(_ row: Int, _ column: Int, in storage: TableStorage) -> [Float]? {
    bytes(row, column).map { bytes in
      let count = Int(UInt16(bigEndian: bytes.loadUnaligned(as: UInt16.self)))
      return (0..<count).map { index in
        let offset = 4 + index * storage.valueSize
        switch storage {
        case .float32:
          return Float(
            bitPattern: UInt32(
              bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        case .float16:
          return HalfPrecision.float(
            fromFloat16: UInt16(
              bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        }
      }
    }
  }
}
