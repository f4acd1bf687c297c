/// Which items a search may find.
///
/// ```json
/// {"class": ["fruit", "vegetable"], "attributes": {"isVegetarian": true, "origin": ["it", "fr"]}}
/// ```
struct Filter: Decodable, Sendable, Equatable {
  /// The classes, or none for all.
  ///
  /// An item is of one of them, or of a class below it in the tree.
  var classes: [String] = []
  /// The values that each of these attributes may have.
  var attributes: [String: [AttributeValue]] = [:]

  var isEmpty: Bool { classes.isEmpty && attributes.isEmpty }

  private static let valueLimit = 100

  init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case classes = "class"
    case attributes
  }

  init(from decoder: any Decoder) throws {
    try AnyKey.check(decoder, CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    classes = try values.decodeIfPresent(TextList.self, forKey: .classes)?.texts ?? []
    let named =
      try values.decodeIfPresent([String: AttributeValue].self, forKey: .attributes) ?? [:]
    attributes = try named.mapValues { value in
      let list = if case .array(let list) = value { list } else { [value] }
      guard list.allSatisfy(\.isScalar) else {
        throw APIError.invalid(
          "'filter.attributes': expected texts, numbers, Booleans, or arrays of them.",
          parameter: "filter.attributes")
      }
      return list
    }
    let texts = classes + attributes.keys + attributes.values.joined().compactMap(\.text)
    guard texts.allSatisfy({ !$0.contains("\0") }) else {
      throw APIError.invalid("'filter': texts cannot hold the character NUL.", parameter: "filter")
    }
    guard classes.count + attributes.values.reduce(0, { $0 + $1.count }) <= Self.valueLimit else {
      throw APIError.invalid(
        "'filter' names more than \(Self.valueLimit) values.", parameter: "filter")
    }
  }
}
