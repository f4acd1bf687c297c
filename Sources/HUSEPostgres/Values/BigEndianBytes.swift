import HUSECore

/// Bytes in the order of PostgreSQL's binary formats.
struct BigEndianBytes {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }

  /// Appends a value behind its length, as fields of COPY and elements of arrays are.
  mutating func appendField(_ value: [UInt8]?) {
    guard let value else { return append(Int32(-1)) }
    append(Int32(value.count))
    append(value)
  }

  /// Appends a text behind its length.
  mutating func appendField(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      append(Int32(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  /// Appends a row of a matrix behind its length: pgvector's types vector and halfvec.
  mutating func appendField(vector row: Int, of matrix: Matrix, in storage: TableStorage) {
    let (columns, size) = (matrix.columns, storage.valueSize)
    append(Int32(4 + size * columns))
    append(UInt16(columns))
    append(UInt16(0))
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size * columns))
    bytes.withUnsafeMutableBytes { target in
      matrix.withUnsafeBufferPointer { values in
        for column in 0..<columns {
          let (value, offset) = (values[row * columns + column], start + size * column)
          switch storage {
          case .float32:
            target.storeBytes(
              of: value.bitPattern.bigEndian, toByteOffset: offset, as: UInt32.self)
          case .float16:
            target.storeBytes(
              of: HalfPrecision.float16(value).bigEndian, toByteOffset: offset, as: UInt16.self)
          }
        }
      }
    }
  }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
