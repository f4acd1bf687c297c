/// An item that a search found.
///
/// Its JSON form is `{"position": 3, "id": "soup", "distance": 0.125}`.
public struct Match: Sendable, Hashable, Codable {
  /// The position of the item in the index.
  public let position: Int
  /// The identifier of the item.
  public let identifier: String
  /// The cosine distance to the query, in [0, 2].
  public let distance: Float

  /// Creates a match.
  public init(position: Int, identifier: String, distance: Float) {
    self.position = position
    self.identifier = identifier
    self.distance = distance
  }

  private enum CodingKeys: String, CodingKey {
    case position
    case identifier = "id"
    case distance
  }
}

extension Match: CustomStringConvertible {
  /// The identifier and the distance, as in `soup (0.125)`.
  public var description: String { "\(identifier) (\(Double(distance).threeDigits))" }
}
