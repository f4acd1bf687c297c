import HUSE

/// The items of an index: their embeddings, and what is known of each.
struct Catalog: Sendable {
  private let index: EmbeddingIndex
  private let items: [Item]
  /// The positions of the items of each class, in ascending order.
  private let classes: [String: [Int]]
  /// The positions of the items that have a value, for each attribute.
  private let values: [String: [AttributeValue: [Int]]]

  var count: Int { index.count }
  /// The names of the classes and the number of items of each, by name.
  var classCounts: [(name: String, count: Int)] {
    classes.map { ($0.key, $0.value.count) }.sorted { $0.name < $1.name }
  }

  /// - Parameters:
  ///   - index: its attributes, if it has any, are objects; `class` and `text` are the class and
  ///     the text of an item.
  ///   - pairs: gives the items of the same names their classes and texts.
  /// - Throws: `HUSEError.invalidRow` for attributes that are no object.
  init(_ index: EmbeddingIndex, pairs: PairedItems? = nil) throws(HUSEError) {
    self.index = index
    let known = Dictionary((pairs ?? PairedItems([])).map { ($0.identifier, $0) }) { first, _ in
      first
    }
    var items: [Item] = []
    var classes: [String: [Int]] = [:]
    var values: [String: [AttributeValue: [Int]]] = [:]
    for position in 0..<index.count {
      var item = Item()
      if index.hasAttributes {
        item = Item(try index.attributes(at: position, as: [String: AttributeValue].self))
      }
      if let pair = known[index.identifiers[position]] {
        item.className = pair.className
        item.text = pair.text
      }
      for (name, value) in item.attributes where value.isScalar {
        values[name, default: [:]][value, default: []].append(position)
      }
      if let name = item.className { classes[name, default: []].append(position) }
      items.append(item)
    }
    (self.items, self.classes, self.values) = (items, classes, values)
  }

  /// The nearest items that pass a filter, the nearest first.
  ///
  /// - Throws: `APIError` for a class or an attribute that no item has.
  func nearest(_ limit: Int, to query: Embedding, _ filter: Filter) throws -> [Hit] {
    let matches =
      try positions(passing: filter).map {
        try index.nearest(limit, to: Embeddings([query]), among: $0)[0]
      } ?? index.nearest(limit, to: query)
    return matches.map {
      Hit(identifier: $0.identifier, distance: $0.distance, item: items[$0.position])
    }
  }

  /// The positions of the items that pass a filter; `nil` if all do.
  private func positions(passing filter: Filter) throws(APIError) -> Set<Int>? {
    var passing: Set<Int>?
    func keep(_ positions: Set<Int>) { passing = passing?.intersection(positions) ?? positions }
    if !filter.classes.isEmpty {
      var positions: Set<Int> = []
      for name in filter.classes {
        let below = classes.filter { $0.key == name || $0.key.hasPrefix(name + "/") }
        guard !below.isEmpty else {
          throw .invalid("No item is of the class '\(name.prefix(60))'.", parameter: "filter.class")
        }
        for list in below.values { positions.formUnion(list) }
      }
      keep(positions)
    }
    for (name, wanted) in filter.attributes {
      guard let known = values[name] else {
        throw .invalid(
          "No item has the attribute '\(name.prefix(60))'.", parameter: "filter.attributes")
      }
      keep(Set(wanted.flatMap { known[$0] ?? [] }))
    }
    return passing
  }
}
