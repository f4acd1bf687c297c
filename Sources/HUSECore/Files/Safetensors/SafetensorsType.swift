/// How a safetensors file stores the numbers of a tensor.
package enum SafetensorsType: String, CaseIterable {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether the numbers are stored as integers or truth values.
  var isInteger: Bool {
    switch self {
    case .float32, .float64, .float16, .bfloat16: false
    default: true
    }
  }

  /// The number at a byte offset, as a `Float`.
  func value(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
    switch self {
    case .float32:
      Float(bitPattern: load(UInt32.self, bytes, offset))
    case .float64:
      Float(Double(bitPattern: load(UInt64.self, bytes, offset)))
    case .float16:
      HalfPrecision.float(fromFloat16: load(UInt16.self, bytes, offset))
    case .bfloat16:
      HalfPrecision.float(fromBFloat16: load(UInt16.self, bytes, offset))
    case .uint64:
      Float(load(UInt64.self, bytes, offset))
    default:
      Float(integer(in: bytes, at: offset) ?? 0)
    }
  }

  /// The integer at a byte offset, or `nil` if the dtype is not an integer or the value does not
  /// fit in `Int`.
  func integer(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    switch self {
    case .int64: Int(load(Int64.self, bytes, offset))
    case .int32: Int(load(Int32.self, bytes, offset))
    case .int16: Int(load(Int16.self, bytes, offset))
    case .int8: Int(load(Int8.self, bytes, offset))
    case .uint64: Int(exactly: load(UInt64.self, bytes, offset))
    case .uint32: Int(load(UInt32.self, bytes, offset))
    case .uint16: Int(load(UInt16.self, bytes, offset))
    case .uint8: Int(load(UInt8.self, bytes, offset))
    case .bool: load(UInt8.self, bytes, offset) == 0 ? 0 : 1
    case .float32, .float64, .float16, .bfloat16: nil
    }
  }

  private func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Value {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}
