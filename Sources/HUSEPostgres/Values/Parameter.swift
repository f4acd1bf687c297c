import CPQ
import HUSECore

/// The value of a parameter of a statement, in the binary format.
struct Parameter: Sendable {
  /// The number of its type; 0 leaves it to the statement.
  let type: Oid
  /// `nil` for NULL.
  let bytes: [UInt8]?

  private init(type: Oid, bytes: [UInt8]?) { (self.type, self.bytes) = (type, bytes) }

  static func text(_ text: String?) -> Parameter {
    Parameter(type: TypeNumber.text, bytes: text.map { Array($0.utf8) })
  }

  static func integer(_ value: Int) -> Parameter {
    var bytes = BigEndianBytes()
    bytes.append(Int64(value))
    return Parameter(type: TypeNumber.bigint, bytes: bytes.bytes)
  }

  static func texts(_ texts: [String?]) -> Parameter {
    array(ofType: TypeNumber.text, arrayType: TypeNumber.textArray, count: texts.count) { bytes in
      for text in texts {
        if let text { bytes.appendField(text) } else { bytes.appendField(nil) }
      }
    }
  }

  /// The rows of a matrix as an array of a type of pgvector.
  static func vectors(_ matrix: Matrix, in vectors: VectorExtension) -> Parameter {
    array(ofType: vectors.vectorType, arrayType: 0, count: matrix.rows) { bytes in
      bytes.reserve(matrix.rows * (8 + vectors.storage.valueSize * matrix.columns) + 32)
      for row in 0..<matrix.rows {
        bytes.appendField(vector: row, of: matrix, in: vectors.storage)
      }
    }
  }

  private static func array(
    ofType type: Oid, arrayType: Oid, count: Int, _ elements: (inout BigEndianBytes) -> Void
  ) -> Parameter {
    var bytes = BigEndianBytes()
    bytes.append(Int32(count > 0 ? 1 : 0))  // dimensions
    bytes.append(Int32(1))  // may hold NULL
    bytes.append(UInt32(type))
    if count > 0 {
      bytes.append(Int32(count))
      bytes.append(Int32(1))  // first position
      elements(&bytes)
    }
    return Parameter(type: arrayType, bytes: bytes.bytes)
  }

  private enum TypeNumber {
    static let bigint: Oid = 20
    static let text: Oid = 25
    static let textArray: Oid = 1009
  }

  /// Calls `body` with the arrays that libpq takes: types, values, lengths and formats.
  static func withPointers<Result>(
    _ parameters: [Parameter],
    _ body: (
      Int32, [Oid], [UnsafePointer<CChar>?], [Int32], [Int32]
    ) -> Result
  ) -> Result {
    var values: [UnsafePointer<CChar>?] = []
    func fill(_ index: Int) -> Result {
      guard index < parameters.count else {
        return body(
          Int32(parameters.count), parameters.map(\.type), values,
          parameters.map { Int32($0.bytes?.count ?? 0) }, parameters.map { _ in 1 })
      }
      guard let bytes = parameters[index].bytes else {
        values.append(nil)
        return fill(index + 1)
      }
      // An empty value still needs an address: NULL has none.
      return (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
        values.append(buffer.baseAddress?.assumingMemoryBound(to: CChar.self))
        return fill(index + 1)
      }
    }
    return fill(0)
  }
}
