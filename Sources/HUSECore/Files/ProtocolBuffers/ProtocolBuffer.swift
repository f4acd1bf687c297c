package import Foundation

/// A message in the protocol buffers format, which is built field by field.
///
/// It supports the field types that TensorBoard events and ONNX graphs need.
package struct ProtocolBuffer: Sendable {
  /// The encoded fields.
  package private(set) var bytes = Data()

  /// Creates a message without fields.
  package init() {}

  package mutating func add(_ value: Double, field: UInt64) {
    addKey(field, wireType: 1)
    Self.append(value.bitPattern, to: &bytes)
  }

  package mutating func add(_ value: Float, field: UInt64) {
    addKey(field, wireType: 5)
    Self.append(value.bitPattern, to: &bytes)
  }

  package mutating func add(_ value: Int, field: UInt64) {
    addKey(field, wireType: 0)
    addVariable(UInt64(bitPattern: Int64(value)))
  }

  package mutating func add(_ text: String, field: UInt64) { add(Data(text.utf8), field: field) }

  package mutating func add(_ message: ProtocolBuffer, field: UInt64) {
    add(message.bytes, field: field)
  }

  package mutating func add(_ content: Data, field: UInt64) {
    addKey(field, wireType: 2)
    addVariable(UInt64(content.count))
    bytes.append(content)
  }

  /// Appends the bytes of a number, the lowest first.
  package static func append(_ value: some FixedWidthInteger, to data: inout Data) {
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }

  private mutating func addKey(_ field: UInt64, wireType: UInt64) {
    addVariable(field << 3 | wireType)
  }

  /// Appends a variable-length integer: seven bits per byte, the lowest first, with the eighth bit
  /// set in all bytes but the last.
  private mutating func addVariable(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
