/// An attribute of the items of a table, for a condition.
///
/// ```swift
/// let isCheapSoup = Attribute("kind") == "soup" && Attribute("price") < 8
/// ```
///
/// Attributes are JSON: the keys lead into nested objects, and without a key the attribute is the
/// whole value. An item without the attribute satisfies none of the comparisons.
public struct Attribute: Sendable, Hashable {
  /// The keys that lead to it.
  public let path: [String]

  /// Creates an attribute from the keys that lead to it; a whole number is a position in an array.
  public init(_ path: String...) { self.path = path }

  /// Creates an attribute from the keys that lead to it.
  public init(path: [String]) { self.path = path }

  /// The attribute is one of some values.
  public func isAmong(_ values: [AttributeValue]) -> ItemCondition { .isAmong(self, values) }

  /// The attribute is an array with this element.
  public func contains(_ value: AttributeValue) -> ItemCondition { .contains(self, value) }

  /// The item has the attribute, even if it is null.
  public var exists: ItemCondition { .exists(self) }

  /// The attribute is this value, of the same type.
  public static func == (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .comparison(attribute, .equal, value)
  }

  /// The item has no such attribute, or another value.
  public static func != (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .not(attribute == value)
  }

  /// The attribute is a number below a number, or a text before a text in the order of Unicode.
  public static func < (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .comparison(attribute, .less, value)
  }

  /// The attribute is a number or a text that is at most a value.
  public static func <= (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .comparison(attribute, .lessOrEqual, value)
  }

  /// The attribute is a number above a number, or a text after a text in the order of Unicode.
  public static func > (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .comparison(attribute, .greater, value)
  }

  /// The attribute is a number or a text that is at least a value.
  public static func >= (attribute: Attribute, value: AttributeValue) -> ItemCondition {
    .comparison(attribute, .greaterOrEqual, value)
  }
}
