/// How a file stores floating-point numbers.
public enum StoredPrecision: String, Sendable, Hashable, CaseIterable, Codable {
  /// 32 bits, as in memory.
  case float32
  /// IEEE 754 binary16: 11 significant bits, up to 65504.
  case float16
  /// The upper half of a 32-bit number: 8 significant bits, the same range.
  case bfloat16

  /// The nearest number that can be stored; ties go to the even last bit.
  package func rounded(_ value: Float) -> Float {
    switch self {
    case .float32: value
    case .float16: HalfPrecision.float(fromFloat16: HalfPrecision.float16(value))
    case .bfloat16: HalfPrecision.float(fromBFloat16: HalfPrecision.bfloat16(value))
    }
  }

  /// The 16 bits of the nearest number, as a file stores them.
  ///
  /// - Precondition: the precision is not `float32`.
  func bits(of value: Float) -> UInt16 {
    precondition(self != .float32, "32 bits")
    return (self == .float16 ? HalfPrecision.float16(value) : HalfPrecision.bfloat16(value))
      .littleEndian
  }

  /// Checks that no number of a tensor becomes infinite.
  func check(_ values: Matrix, named name: String) throws(HUSEError) {
    guard self != .float32 else { return }
    let found = values.withUnsafeBufferPointer { values in
      values.first { $0.isFinite && !rounded($0).isFinite }
    }
    guard let found else { return }
    throw .invalidArgument(
      name: "tensor '\(name)'", found: "\(found)",
      expected: "numbers within the range of \(rawValue)")
  }

  var type: SafetensorsType {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }

  /// Calls `body` with the bytes of the numbers, part by part.
  func forEachPart(
    of values: UnsafeBufferPointer<Float>,
    _ body: (UnsafeRawBufferPointer) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    guard self != .float32 else { return try body(UnsafeRawBufferPointer(values)) }
    for start in stride(from: 0, to: values.count, by: Self.partCount) {
      let bits = values[start..<min(start + Self.partCount, values.count)].map(bits(of:))
      let result = bits.withUnsafeBytes { bytes in
        Result { () throws(HUSEError) in try body(bytes) }
      }
      try result.get()
    }
  }

  private static let partCount = 65536
}
