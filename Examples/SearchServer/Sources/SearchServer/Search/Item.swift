/// What is known of an item.
struct Item: Sendable {
  var className: String?
  var text: String?
  var attributes: [String: AttributeValue] = [:]

  init() {}

  /// - Parameter attributes: `class` and `text` are the class and the text of the item.
  init(_ attributes: [String: AttributeValue]) {
    self.attributes = attributes
    className = take("class")
    text = take("text")
  }

  private mutating func take(_ name: String) -> String? {
    guard case .text(let text) = attributes[name] else { return nil }
    attributes[name] = nil
    return text
  }
}

/// An item that a search found.
struct Hit: Sendable {
  let identifier: String
  let distance: Float
  let item: Item
}
