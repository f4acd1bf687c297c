/// A data element of a .mat file: the type and the content.
struct MATElement {
  /// The type of the content.
  enum Content: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64, matrix, compressed, utf8, utf16, utf32
  }

  let content: Content
  /// The content, without padding.
  let bytes: UnsafeRawBufferPointer
}
