/// How a safetensors file stores the numbers of a tensor.
enum SafetensorsType: String, CaseIterable {
  case float32 = "F32"
  case float64 = "F64"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"

  var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
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
      Float(bitPattern: UInt32(load(UInt16.self, bytes, offset)) << 16)
    case .int64:
      Float(load(Int64.self, bytes, offset))
    case .int32:
      Float(load(Int32.self, bytes, offset))
    }
  }

  /// The integer at a byte offset; `nil` if the numbers are not stored as integers.
  func integer(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    switch self {
    case .int64: Int(load(Int64.self, bytes, offset))
    case .int32: Int(load(Int32.self, bytes, offset))
    default: nil
    }
  }

  private func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Value {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}
