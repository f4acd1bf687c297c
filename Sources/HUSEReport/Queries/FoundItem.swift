/// An item that a query found, with those that are like it.
struct FoundItem: Sendable, Hashable {
  /// The position among the measured pairs.
  let item: Int
  /// The cosine distance from the query.
  let distance: Float
  /// `nil` for a query without a class.
  let verdict: Verdict?
  /// The number of further items that are like it.
  let alike: Int
  /// Whether it is the other half of the query's own pair.
  let isOwn: Bool
}
