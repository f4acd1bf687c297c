public import Foundation

/// An image with its text and class, before they are encoded.
public struct PairedItem: Sendable, Hashable {
  /// The image file.
  public var image: URL
  /// The text, such as a title or a recipe.
  public var text: String
  /// The name of the class.
  public var className: String
  /// The name of the item in its data set, such as the path of its image there.
  public var identifier: String
  /// The name of the group of the item; `nil` if it has none.
  ///
  /// Items of one group show the same thing, such as a drawing in colour and in black and white,
  /// and stay together in splits.
  public var group: String?
  /// The row of the item in its table, from 0 without the header; `nil` if it comes from no table.
  public var row: Int?
  /// The first line of the row in its table, from 1; `nil` if the item comes from no table.
  public var line: Int?
  /// Whether the item belongs to the official test split of its data set.
  public var isTest: Bool

  /// Creates an item.
  ///
  /// The text and the class are used unchanged.
  public init(
    image: URL, text: String, className: String, identifier: String, group: String? = nil,
    row: Int? = nil, line: Int? = nil, isTest: Bool = false
  ) {
    self.image = image
    self.text = text
    self.className = className
    self.identifier = identifier
    self.group = group
    self.row = row
    self.line = line
    self.isTest = isTest
  }
}
