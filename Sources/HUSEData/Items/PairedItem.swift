public import Foundation

/// A picture with its text and its class, before it is encoded.
public struct PairedItem: Sendable, Hashable {
  /// The file of the picture.
  public var image: URL
  /// The text, such as a title or a recipe.
  public var text: String
  /// The name of the class.
  public var className: String
  /// The name of the item in its data set, such as the path of its picture there.
  public var identifier: String
  /// Items of one group show the same thing, such as a drawing in colours and in black and white,
  /// and stay together when items are divided; `nil` for an item by itself.
  public var group: String?
  /// The row of the table that the item comes from, from 0 without the names of the columns; `nil`
  /// for an item that comes from no table.
  public var row: Int?
  /// The line of the table on which the row begins, from 1.
  public var line: Int?
  /// Whether the item belongs to the test part that its data set comes with.
  public var isTest: Bool

  /// Creates an item; its text and class are taken as they are.
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

/// What to do with a row of data that cannot be used.
public enum InvalidRowPolicy: String, Sendable, Hashable, Codable, CaseIterable {
  /// Throw the error of the row.
  case fail
  /// Skip the row and keep its error.
  case skip
}
