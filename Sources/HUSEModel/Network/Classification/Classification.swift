/// The class scores of one item, the best first.
///
/// ```swift
/// let classification = try model.classify(text: "a green apple")
/// print(classification)                // apple 0.912, pear 0.051, lemon 0.020
/// classification.best?.name            // "apple"
/// classification.probability(of: "pear")
/// ```
///
/// It is a collection of all classes, best first. Classes with equal scores are in the order of the
/// model's classes. `best(3)` returns the first three.
public struct Classification: Sendable, Hashable {
  private let scores: [ClassScore]

  init(probabilities: [Float], classNames: [String]) {
    scores = zip(probabilities, classNames).enumerated()
      .map { ClassScore(name: $1.1, index: $0, probability: $1.0) }
      .sorted { ($1.probability, $0.index) < ($0.probability, $1.index) }
  }

  /// The class with the highest score; `nil` for a model without classes.
  public var best: ClassScore? { scores.first }

  /// The classes with the highest scores, at most `limit` of them.
  public func best(_ limit: Int) -> [ClassScore] { Array(scores.prefix(Swift.max(limit, 0))) }

  /// The score of a class, in [0, 1], or `nil` if the model does not have the class.
  public func probability(of className: String) -> Float? {
    scores.first { $0.name == className }?.probability
  }
}

extension Classification: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the number of classes.
  public var endIndex: Int { scores.count }
  /// The class at a rank, counted from 0 for the best.
  public subscript(rank: Int) -> ClassScore { scores[rank] }
}

/// The JSON form is an array of the classes, best first.
extension Classification: Codable {
  /// Decodes a classification.
  public init(from decoder: any Decoder) throws { scores = try [ClassScore](from: decoder) }

  /// Encodes all classes.
  public func encode(to encoder: any Encoder) throws { try scores.encode(to: encoder) }
}

extension Classification: CustomStringConvertible {
  /// The three best classes, as in `apple 0.912, pear 0.051, lemon 0.020`.
  public var description: String { best(3).map { "\($0)" }.joined(separator: ", ") }
}
