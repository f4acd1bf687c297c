/// The value of a loss for one batch, with its terms.
public struct LossValue: Sendable, Hashable {
  /// The terms, in the order in which the losses were added.
  public var terms: [LossTerm]

  /// The weighted sum of the terms.
  public var total: Double { terms.reduce(0) { $0 + $1.weight * $1.value } }

  /// Creates a value from its terms.
  public init(terms: [LossTerm]) { self.terms = terms }

  /// The unweighted value of the first term of this name, or `nil` if there is none.
  public subscript(name: String) -> Double? { terms.first { $0.name == name }?.value }
}

/// The JSON form contains the total and the terms.
extension LossValue: Codable {
  private enum CodingKeys: String, CodingKey { case total, terms }

  /// Decodes the terms.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    terms = try values.decode([LossTerm].self, forKey: .terms)
  }

  /// Encodes the total and the terms.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeNumber(total, forKey: .total)
    try values.encode(terms, forKey: .terms)
  }
}

extension LossValue: CustomStringConvertible {
  /// The total and the terms, as in `0.8312 (classification 1.2034, gap 0.5461)`.
  public var description: String {
    "\(rounded(total)) (\(terms.map { "\($0.name) \(rounded($0.value))" }.joined(separator: ", ")))"
  }

  private func rounded(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    let scaled = (abs(value) * 10_000).rounded()
    let digits = String(Int(scaled) % 10_000)
    return (value < 0 ? "-" : "") + "\(Int(scaled) / 10_000)."
      + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
