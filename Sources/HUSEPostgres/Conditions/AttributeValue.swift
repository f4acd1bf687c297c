import Foundation
import HUSECore

/// A value that attributes are compared with.
public enum AttributeValue: Sendable, Hashable {
  /// A text.
  case string(String)
  /// A number; a whole number equals the same number with a fraction of 0.
  case number(Double)
  /// A whole number, which a `Double` might not hold.
  case integer(Int)
  /// A truth value.
  case boolean(Bool)
  /// JSON's null.
  case null

  /// The value as JSON.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a number that is not finite, and for a text with a
  ///   NUL character, which PostgreSQL cannot hold.
  var json: String {
    get throws(HUSEError) {
      switch self {
      case .string(let text):
        guard !text.utf8.contains(0) else {
          throw .invalidArgument(
            name: "condition", found: "a text with a NUL character",
            expected: "a text that PostgreSQL can hold")
        }
        return JSONString.encoded(text)
      case .number(let number):
        guard number.isFinite else {
          throw .invalidArgument(
            name: "condition", found: "\(number)", expected: "a finite number")
        }
        return "\(number)"
      case .integer(let number): return "\(number)"
      case .boolean(let value): return value ? "true" : "false"
      case .null: return "null"
      }
    }
  }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
