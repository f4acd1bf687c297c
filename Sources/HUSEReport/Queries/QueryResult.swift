internal import HUSEModel

/// What a query found.
struct QueryResult: Sendable, Hashable {
  /// What a query is.
  enum Query: Sendable, Hashable {
    /// The text or the image of a measured pair.
    case item(Int)
    /// A text of its own.
    case text(String)
    /// An image of its own, as a data URL.
    case image(String)
  }

  let query: Query
  /// The modality of what it finds.
  let finds: Modality
  let found: [FoundItem]
  /// The rank, from 1, of the first item of the query's class, before items are folded; `nil` for
  /// a query without a class.
  let firstRank: Double?
}
