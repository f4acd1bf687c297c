/// One named part of a loss.
public struct LossTerm: Sendable, Hashable {
  /// The name, such as `graph`.
  public let name: String
  /// The value before weighting.
  public let value: Double
  /// The weight of the term.
  public internal(set) var weight: Double

  /// Creates a term.
  public init(name: String, value: Double, weight: Double = 1) {
    self.name = name
    self.value = value
    self.weight = weight
  }
}

/// A value that is not finite becomes a text such as "nan", which JSON can hold.
extension LossTerm: Codable {
  private enum CodingKeys: String, CodingKey { case name, value, weight }

  /// Decodes a term.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    value = try values.decodeNumber(forKey: .value)
    weight = try values.decodeNumber(forKey: .weight)
  }

  /// Encodes the name, the value and the weight.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encodeNumber(value, forKey: .value)
    try values.encodeNumber(weight, forKey: .weight)
  }
}
