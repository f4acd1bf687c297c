import HUSECore

/// The numbers of an element, in the type of the file.
///
/// MATLAB stores whole numbers in a smaller type than that of their class.
struct MATNumbers {
  private let type: NPYElementType
  private let bytes: UnsafeRawBufferPointer

  /// Creates a value for an element; `nil` if it has no numbers.
  init?(_ element: MATElement, isBigEndian: Bool) {
    let name: String
    switch element.content {
    case .int8: name = "i1"
    case .uint8: name = "u1"
    case .int16: name = "i2"
    case .uint16: name = "u2"
    case .int32: name = "i4"
    case .uint32: name = "u4"
    case .int64: name = "i8"
    case .uint64: name = "u8"
    case .single: name = "f4"
    case .double: name = "f8"
    case .matrix, .compressed, .utf8, .utf16, .utf32: return nil
    }
    guard let type = NPYElementType((isBigEndian ? ">" : "<") + name),
      element.bytes.count % type.byteCount == 0
    else { return nil }
    self.type = type
    bytes = element.bytes
  }

  var count: Int { bytes.count / type.byteCount }

  /// A number rounded to `Float`.
  func float(at index: Int) -> Float {
    type.float(in: bytes, at: index * type.byteCount) ?? .nan
  }

  /// A number as an integer; `nil` if it is not whole or beyond the range of `Int`.
  func integer(at index: Int) -> Int? {
    type.wholeNumber(in: bytes, at: index * type.byteCount)
  }
}
