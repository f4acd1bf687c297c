package import Foundation

extension ProtocolBuffer {
  /// The value of an integer field of a message; `nil` if there is none.
  package static func integer(field: UInt64, in message: Data) -> Int? {
    var rest = message[...]
    while let key = takeVariable(from: &rest) {
      switch key & 7 {
      case 0:
        guard let value = takeVariable(from: &rest) else { return nil }
        if key >> 3 == field { return Int(truncatingIfNeeded: value) }
      case 1: rest = rest.dropFirst(8)
      case 2:
        guard let count = takeVariable(from: &rest) else { return nil }
        rest = rest.dropFirst(Int(clamping: count))
      case 5: rest = rest.dropFirst(4)
      default: return nil
      }
    }
    return nil
  }

  private static func takeVariable(from bytes: inout Data) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
