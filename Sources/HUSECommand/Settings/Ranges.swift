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

  static func checkNotNegative(_ value: Float?, _ name: String) throws {
    try check(value, name, 0..<Float.infinity, "a finite number of 0 or more")
  }
}

extension ExpressibleByArgument where Self: CaseIterable & RawRepresentable<String> {
  /// The names of all values, for help texts.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
