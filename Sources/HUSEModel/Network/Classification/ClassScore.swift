/// A class with its score.
public struct ClassScore: Sendable, Hashable, Codable {
  /// The name of the class.
  public let name: String
  /// The position of the class in the list of class names.
  public let index: Int
  /// The score, in [0, 1].
  public let probability: Float
}

extension ClassScore: CustomStringConvertible {
  /// The name and the score, as in `soup 0.832`.
  public var description: String { "\(name) \(Double(probability).threeDigits)" }
}
