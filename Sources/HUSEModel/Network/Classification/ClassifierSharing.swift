/// Whether both towers share one classifier.
public enum ClassifierSharing: String, Sendable, Hashable, Codable, CaseIterable {
  /// One classifier for images and texts, as in HUSE; it pulls both to the same regions.
  case shared
  /// One classifier for images and another for texts, as in CME and in separate models.
  case separate
}
