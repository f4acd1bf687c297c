import HUSE

/// A value of JSON that is kept beside an item.
enum AttributeValue: Codable, Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case array([AttributeValue])
  case object([String: AttributeValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let array = try? value.decode([AttributeValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: AttributeValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .boolean(let boolean): try value.encode(boolean)
    case .number(let number):
      // Whole numbers without a fraction, as they were written.
      if let whole = Int(exactly: number) {
        try value.encode(whole)
      } else {
        try value.encode(number)
      }
    case .text(let text): try value.encode(text)
    case .array(let array): try value.encode(array)
    case .object(let object): try value.encode(object)
    }
  }

  /// The value if it is a text.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// Whether items can be filtered by the value.
  var isScalar: Bool {
    switch self {
    case .null, .boolean, .number, .text: true
    case .array, .object: false
    }
  }
}
