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

/// The value of a loss for one batch, with its terms.
public struct LossValue: Sendable, Hashable {
  /// The terms, in the order in which the losses were added.
  public var terms: [LossTerm]

  /// The weighted sum of the terms.
  public var total: Double { terms.reduce(0) { $0 + $1.weight * $1.value } }

  /// Creates a value from its terms.
  public init(terms: [LossTerm]) { self.terms = terms }

  /// The unweighted value of the first term of this name, `nil` if there is none.
  public subscript(name: String) -> Double? { terms.first { $0.name == name }?.value }
}

extension LossValue: CustomStringConvertible {
  /// `0.8312 (classification 1.2034, gap 0.5461)`.
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
