/// How far a load has come.
public struct LoadProgress: Sendable, Hashable {
  /// What a load does.
  public enum Phase: String, Sendable, Hashable, CaseIterable, Codable {
    /// Items are copied beside the table.
    case copying
    /// The indexes are built.
    case indexing
    /// The items become visible.
    case publishing
  }

  /// What the load does now.
  public let phase: Phase
  /// The number of items that are copied, those of an earlier attempt included.
  public let copied: Int
  /// The number of items of the load.
  public let total: Int
}
