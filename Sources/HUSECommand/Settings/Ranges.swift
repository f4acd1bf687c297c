import ArgumentParser

/// Checks of the values of options.
enum Ranges {
  static func check<Value: Comparable>(
    _ value: Value?, _ name: String, _ range: some RangeExpression<Value>, _ expected: String
  ) throws {
    if let value, !range.contains(value) {
      throw ValidationError("--\(name): expected \(expected), found \(value).")
    }
  }

  static func checkAboveZero(_ value: Int?, _ name: String) throws {
    try check(value, name, 1..., "a number above 0")
  }

  /// The largest number of epochs, trials or splits: a product of two of them is an Int.
  private static let largestCount = 1_000_000_000

  /// Checks a number of epochs, trials or splits.
  static func checkCount(_ value: Int?, _ name: String) throws {
    try check(value, name, 1...largestCount, "a number from 1 to \(largestCount)")
  }

  static func checkNotNegative(_ value: Float?, _ name: String) throws {
    try check(value, name, 0..<Float.infinity, "a finite number of 0 or more")
  }
}

extension ExpressibleByArgument where Self: CaseIterable & RawRepresentable<String> {
  /// The names of all values, for help texts.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
