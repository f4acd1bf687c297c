/// The group of an item.
///
/// Items of one group stay together in splits.
public enum ItemGroup: Sendable, Hashable {
  /// A group with a name.
  case named(String)
  /// The group of a single item, at a position.
  case alone(Int)
}
