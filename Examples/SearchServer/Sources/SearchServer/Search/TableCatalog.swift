import HUSE
import HUSEPostgres

/// The items of a table of PostgreSQL.
struct TableCatalog: Sendable {
  private let table: EmbeddingTable
  /// The number of items when the server started.
  let count: Int
  /// The names of the classes and the number of items of each when the server started, by name.
  let classCounts: [(name: String, count: Int)]

  /// Counts the items of a table.
  ///
  /// - Throws: `HUSEError.databaseFailed` and `.connectionLost`.
  init(_ table: EmbeddingTable) async throws(HUSEError) {
    self.table = table
    count = try await table.count()
    classCounts = try await table.counts(ofTexts: Attribute("class"))
      .map { (name: $0.key, count: $0.value) }.sorted { $0.name < $1.name }
  }

  /// The nearest items that pass a filter, the nearest first; none for a class or an attribute that
  /// no item has.
  ///
  /// - Throws: `HUSEError.databaseFailed` and `.connectionLost`; `.invalidData` for attributes that
  ///   are no object.
  func nearest(_ limit: Int, to query: Embedding, _ filter: Filter) async throws -> [Hit] {
    try await table.nearest(limit, to: query, where: Self.condition(of: filter)).map { match in
      let attributes =
        match.hasAttributes ? try match.attributes(as: [String: AttributeValue].self) : [:]
      return Hit(
        identifier: match.identifier, distance: match.distance, item: Item(attributes))
    }
  }

  /// What the items that pass a filter meet; `nil` if all do.
  private static func condition(of filter: Filter) -> ItemCondition? {
    var conditions: [ItemCondition] = []
    let className = Attribute("class")
    let classes = filter.classes.map { name in
      // The classes below begin with the name and a slash, behind which comes 0.
      className == .string(name)
        || className >= .string(name + "/") && className < .string(name + "0")
    }
    if let first = classes.first { conditions.append(classes.dropFirst().reduce(first, ||)) }
    for (name, values) in filter.attributes.sorted(by: { $0.key < $1.key }) {
      conditions.append(Attribute(name).isAmong(values.compactMap(\.sql)))
    }
    return conditions.first.map { conditions.dropFirst().reduce($0, &&) }
  }
}

extension AttributeValue {
  /// The value for a condition; `nil` for arrays and objects.
  fileprivate var sql: HUSEPostgres.AttributeValue? {
    switch self {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .array, .object: nil
    }
  }
}
