import Foundation
import HUSE

/// The content of a file, as lines for a person or as JSON.
struct Description: Encodable {
  /// A value that is described.
  enum Value: Encodable {
    case text(String)
    case number(Double)
    case whole(Int)
    case isTrue(Bool)
    case list([String])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .whole(let value): try container.encode(value)
      case .isTrue(let value): try container.encode(value)
      case .list(let value): try container.encode(value)
      }
    }

    var text: String {
      switch self {
      case .text(let value): value
      case .number(let value): "\(value)"
      case .whole(let value): "\(value)"
      case .isTrue(let value): value ? "yes" : "no"
      case .list([]): "none"
      case .list(let values):
        values.count > Self.shown
          ? values.prefix(Self.shown).joined(separator: ", ") + ", … \(values.count) in all"
          : values.joined(separator: ", ")
      }
    }

    private static let shown = 12
  }

  let path: String
  let kind: String
  private(set) var fields: [(name: String, value: Value)] = []
  /// The shape of each tensor, by name.
  var tensors: [(name: String, shape: [Int])] = []

  init(path: String, kind: String) {
    self.path = path
    self.kind = kind
  }

  /// Adds a field, unless the value is `nil`.
  mutating func add(_ name: String, _ value: Value?) {
    if let value { fields.append((name, value)) }
  }

  var text: String {
    let values =
      [("file", path), ("kind", kind)] + fields.map { ($0.name, $0.value.text) }
      + tensors.map { ($0.name, $0.shape.map(String.init).joined(separator: " × ")) }
    let rows = values.map { ($0.0.escapingControls(), $0.1.escapingControls()) }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      "\(name)\(String(repeating: " ", count: width - name.count))  \(value)"
    }.joined(separator: "\n")
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(path, forKey: Key("file"))
    try container.encode(kind, forKey: Key("kind"))
    for (name, value) in fields { try container.encode(value, forKey: Key(name)) }
    if !tensors.isEmpty {
      try container.encode(
        Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first },
        forKey: Key("tensors"))
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
