/// A condition on the items of a table.
///
/// Conditions are made of `Attribute`s and of `&&`, `||` and `!`. The values reach the server as
/// parameters and are never a part of the statement's text.
public indirect enum ItemCondition: Sendable, Hashable {
  /// How an attribute is compared with a value.
  public enum Comparison: String, Sendable, Hashable {
    /// The same value of the same type.
    case equal = "="
    /// Below a number, or before a text.
    case less = "<"
    /// At most a number or a text.
    case lessOrEqual = "<="
    /// Above a number, or after a text.
    case greater = ">"
    /// At least a number or a text.
    case greaterOrEqual = ">="
  }

  /// An attribute compares with a value so.
  case comparison(Attribute, Comparison, AttributeValue)
  /// An attribute is one of some values.
  case isAmong(Attribute, [AttributeValue])
  /// An attribute is an array with an element.
  case contains(Attribute, AttributeValue)
  /// An attribute is there.
  case exists(Attribute)
  /// The item's name is one of these.
  case identifiers([String])
  /// Both hold.
  case and(ItemCondition, ItemCondition)
  /// One holds, or both.
  case or(ItemCondition, ItemCondition)
  /// The other does not hold.
  case not(ItemCondition)

  /// Both hold.
  public static func && (left: ItemCondition, right: ItemCondition) -> ItemCondition {
    .and(left, right)
  }
  /// One holds, or both.
  public static func || (left: ItemCondition, right: ItemCondition) -> ItemCondition {
    .or(left, right)
  }
  /// The condition does not hold.
  public static prefix func ! (condition: ItemCondition) -> ItemCondition { .not(condition) }
}
