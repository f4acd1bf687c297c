import Foundation

/// The fields of a message of the format protocol buffers, in their order.
struct ProtocolBufferFields {
  private enum Value {
    case integer(Int)
    case bytes(Data)
  }

  /// A message that ends within a field, or has a field of an unknown type.
  struct Incomplete: Error {}

  private var fields: [(number: Int, value: Value)] = []

  /// - Throws: an error if the message is not whole.
  init(_ message: Data) throws {
    var rest = message[...]
    func variable() throws -> Int {
      var (value, shift) = (0, 0)
      while true {
        guard let byte = rest.popFirst() else { throw Incomplete() }
        value |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    func bytes(_ count: Int) throws -> Data {
      guard rest.count >= count else { throw Incomplete() }
      defer { rest = rest.dropFirst(count) }
      return Data(rest.prefix(count))
    }
    while !rest.isEmpty {
      let key = try variable()
      let value: Value
      switch key & 7 {
      case 0: value = .integer(try variable())
      case 1: value = .bytes(try bytes(8))
      case 2: value = .bytes(try bytes(variable()))
      case 5: value = .bytes(try bytes(4))
      default: throw Incomplete()
      }
      fields.append((key >> 3, value))
    }
  }

  func integers(_ number: Int) -> [Int] {
    fields.compactMap { field in
      if field.number == number, case .integer(let value) = field.value { value } else { nil }
    }
  }

  func texts(_ number: Int) -> [String] {
    contents(number).map { String(decoding: $0, as: UTF8.self) }
  }

  func messages(_ number: Int) -> [ProtocolBufferFields] {
    contents(number).compactMap { try? ProtocolBufferFields($0) }
  }

  private func contents(_ number: Int) -> [Data] {
    fields.compactMap { field in
      if field.number == number, case .bytes(let value) = field.value { value } else { nil }
    }
  }
}
