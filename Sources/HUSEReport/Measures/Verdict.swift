/// How good an item is as the result of a query.
enum Verdict: Sendable, Hashable {
  /// It is of the query's class.
  case right
  /// It is of another class below the same branch of the tree.
  case near
  /// It is of any other class.
  case wrong
}
