/// The fields of a message of protocol buffers, read without its definition.
enum ProtocolBufferReader {
  enum Value {
    case integer(UInt64)
    case fixed32(UInt32)
    case bytes(ArraySlice<UInt8>)
  }

  /// The fields in order; `nil` for bytes that are not a message.
  ///
  /// Fields of 64 bits are skipped.
  static func fields(of message: ArraySlice<UInt8>) -> [(number: Int, value: Value)]? {
    var result: [(number: Int, value: Value)] = []
    var position = message.startIndex
    func integer() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard position < message.endIndex else { return nil }
        let byte = message[position]
        position += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return value }
      }
      return nil
    }
    func bytes(_ count: Int) -> ArraySlice<UInt8>? {
      guard count >= 0, count <= message.endIndex - position else { return nil }
      defer { position += count }
      return message[position..<position + count]
    }
    while position < message.endIndex {
      guard let key = integer(), key >> 3 > 0, key >> 3 < 1 << 29 else { return nil }
      let number = Int(key >> 3)
      switch key & 7 {
      case 0:
        guard let value = integer() else { return nil }
        result.append((number, .integer(value)))
      case 1:
        guard bytes(8) != nil else { return nil }
      case 2:
        guard let count = integer(), count <= UInt64(Int.max), let value = bytes(Int(count))
        else { return nil }
        result.append((number, .bytes(value)))
      case 5:
        guard let value = bytes(4) else { return nil }
        result.append(
          (number, .fixed32(value.reversed().reduce(0) { $0 << 8 | UInt32($1) })))
      default: return nil
      }
    }
    return result
  }
}
