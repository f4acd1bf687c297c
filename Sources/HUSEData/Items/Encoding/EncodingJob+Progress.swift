extension EncodingJob {
  /// The progress of a job.
  public struct Progress: Sendable, Hashable {
    /// The number of finished items, including those of earlier runs.
    public let completed: Int
    /// The number of items.
    public let total: Int
    /// The number of items that this run has finished.
    public let completedNow: Int
    /// The number of skipped items, including those of earlier runs.
    public let skipped: Int
  }
}
