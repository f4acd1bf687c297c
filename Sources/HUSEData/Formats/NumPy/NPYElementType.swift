import HUSECore

/// The type of the elements of a NumPy array, such as `<f4` or `<U12`.
struct NPYElementType: Equatable, Sendable {
  enum Kind { case float, signed, unsigned, boolean, text, bytes }

  let kind: Kind
  let byteCount: Int
  let isBigEndian: Bool
  /// Whether numbers are bfloat16, as in `ml_dtypes`.
  let isBFloat16: Bool

  /// Parses NumPy's `descr`; `nil` for a type that is neither a number nor text.
  init?(_ description: String) {
    var rest = Substring(description)
    let order = rest.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    if order != nil { rest.removeFirst() }
    guard let letter = rest.popFirst(), rest.allSatisfy({ $0.isASCII && $0.isNumber }),
      let size = Int(rest)
    else { return nil }
    isBigEndian = order == ">"
    // NumPy has no name for bfloat16. ml_dtypes writes `<V2`, while NumPy writes `|V2` for two
    // bytes without a meaning.
    isBFloat16 = order == "<" && letter == "V" && size == 2
    switch (letter, size) {
    case ("f", 2), ("f", 4), ("f", 8): kind = .float
    case ("V", 2) where isBFloat16: kind = .float
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("b", 1): kind = .boolean
    case ("U", 1...0xFFFF_FFFF): kind = .text
    case ("S", 1...0xFFFF_FFFF): kind = .bytes
    default: return nil
    }
    byteCount = kind == .text ? size * 4 : size
  }

  /// Whether elements are stored like `Float` in memory.
  var isNativeFloat: Bool { kind == .float && byteCount == 4 && !isBigEndian }

  /// Whether the elements are numbers or truth values.
  var isNumeric: Bool { kind != .text && kind != .bytes }

  /// Whether the elements are whole numbers or truth values.
  var isInteger: Bool { isNumeric && kind != .float }

  /// The element at an offset as the nearest `Float`, with 1 for true; `nil` for a text.
  func float(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float? {
    guard kind == .float else {
      if kind == .unsigned, byteCount == 8 { return Float(load(UInt64.self, bytes, offset)) }
      return integer(in: bytes, at: offset).map { Float($0) }
    }
    return switch byteCount {
    // In place, since a call into another module takes as long as the rest.
    case 2 where isBFloat16: Float(bitPattern: UInt32(load(UInt16.self, bytes, offset)) << 16)
    case 2: HalfPrecision.float(fromFloat16: load(UInt16.self, bytes, offset))
    case 4: Float(bitPattern: load(UInt32.self, bytes, offset))
    default: Float(Double(bitPattern: load(UInt64.self, bytes, offset)))
    }
  }

  /// The element at an offset as an integer; `nil` if it is not an integer or beyond the range of
  /// `Int`.
  func integer(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    switch (kind, byteCount) {
    case (.signed, 1): Int(load(Int8.self, bytes, offset))
    case (.signed, 2): Int(load(Int16.self, bytes, offset))
    case (.signed, 4): Int(load(Int32.self, bytes, offset))
    case (.signed, _): Int(load(Int64.self, bytes, offset))
    case (.unsigned, 1): Int(load(UInt8.self, bytes, offset))
    case (.unsigned, 2): Int(load(UInt16.self, bytes, offset))
    case (.unsigned, 4): Int(load(UInt32.self, bytes, offset))
    case (.unsigned, _): Int(exactly: load(UInt64.self, bytes, offset))
    case (.boolean, _): load(UInt8.self, bytes, offset) == 0 ? 0 : 1
    default: nil
    }
  }

  /// The element at an offset as an integer, also where it is a whole floating-point number; `nil`
  /// if it has a fraction or is beyond the range of `Int`.
  func wholeNumber(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    guard kind == .float else { return integer(in: bytes, at: offset) }
    guard byteCount == 8 else { return float(in: bytes, at: offset).flatMap { Int(exactly: $0) } }
    return Int(exactly: Double(bitPattern: load(UInt64.self, bytes, offset)))
  }

  /// The element at an offset as text, without the zeros with which NumPy pads it; `nil` if it is
  /// not valid text.
  func text(in bytes: UnsafeRawBufferPointer, at offset: Int) -> String? {
    if kind == .bytes {
      let text = bytes[offset..<offset + byteCount]
      let end = text.lastIndex { $0 != 0 }.map { $0 + 1 } ?? offset
      return String(validating: text[..<end], as: UTF8.self)
    }
    guard kind == .text else { return nil }
    var result = String.UnicodeScalarView()
    var zeros = 0
    for position in stride(from: offset, to: offset + byteCount, by: 4) {
      let code = load(UInt32.self, bytes, position)
      if code == 0 {
        zeros += 1
        continue
      }
      guard let scalar = Unicode.Scalar(code) else { return nil }
      for _ in 0..<zeros { result.append("\0") }
      zeros = 0
      result.append(scalar)
    }
    return String(result)
  }

  private func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _: Value.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Value {
    let value = bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
    return isBigEndian ? Value(bigEndian: value) : Value(littleEndian: value)
  }
}
