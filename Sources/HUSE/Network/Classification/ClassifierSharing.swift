/// Whether one classifier takes the embeddings of both towers.
public enum ClassifierSharing: Sendable, Hashable {
  /// One for images and texts, as in HUSE: it draws both to the same regions.
  case shared
  /// One for images and another for texts, as in CME and in separate models.
  case separate
}
