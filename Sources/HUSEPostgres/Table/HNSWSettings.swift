/// How pgvector builds its approximate index: a hierarchical navigable small world graph
/// ([arXiv 1603.09320](https://arxiv.org/abs/1603.09320)) by cosine distance.
public struct HNSWSettings: Sendable, Hashable {
  /// The connections of an item in a layer, 2 to 100: pgvector's `m`.
  public var m: Int
  /// The candidates for an item's connections, at least `2 * m`, up to 1,000: pgvector's
  /// `ef_construction`.
  public var efConstruction: Int
  /// The memory to build the index in, such as `"4GB"`, in place of `maintenance_work_mem`.
  ///
  /// A graph that does not fit takes many times as long.
  public var memory: String?

  /// Creates settings; by default those of pgvector.
  public init(m: Int = 16, efConstruction: Int = 64, memory: String? = nil) {
    (self.m, self.efConstruction, self.memory) = (m, efConstruction, memory)
  }
}
