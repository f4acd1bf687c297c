import Foundation
import HUSECore

/// An item that a search in a table found; as JSON `{"id": "soup", "distance": 0.125}`.
public struct TableMatch: Sendable, Hashable, Codable {
  /// The identifier of the item.
  public let identifier: String
  /// The cosine distance to the query, in [0, 2].
  public let distance: Float
  /// The attributes of the item as JSON; `nil` without attributes.
  let attributeText: String?

  /// Whether the item has attributes.
  public var hasAttributes: Bool { attributeText != nil }

  /// The attributes of the item.
  ///
  /// - Throws: `HUSEError.invalidData` if it has none, or others than those of the type.
  public func attributes<Value: Decodable>(as type: Value.Type) throws(HUSEError) -> Value {
    guard let attributeText else {
      throw .invalidData(
        source: "item '\(identifier.prefix(60))'", problem: "has no attributes",
        remedy: "Load the items with their attributes.")
    }
    do { return try JSONDecoder().decode(type, from: Data(attributeText.utf8)) } catch {
      throw .invalidData(
        source: "item '\(identifier.prefix(60))'",
        problem: "its attributes are not a \(type): \(attributeText.prefix(60))",
        remedy: "Read the attributes as the type that they were written as.")
    }
  }

  private enum CodingKeys: String, CodingKey {
    case identifier = "id"
    case distance
    case attributeText = "attributes"
  }

  /// Reads a match.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    identifier = try container.decode(String.self, forKey: .identifier)
    distance = try container.decode(Float.self, forKey: .distance)
    attributeText = nil
  }

  /// Writes the identifier and the distance.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(identifier, forKey: .identifier)
    try container.encode(distance, forKey: .distance)
  }

  init(identifier: String, distance: Float, attributeText: String?) {
    (self.identifier, self.distance, self.attributeText) = (identifier, distance, attributeText)
  }
}

extension TableMatch: CustomStringConvertible {
  /// `soup (0.125)`.
  public var description: String { "\(identifier) (\(Double(distance).threeDigits))" }
}
