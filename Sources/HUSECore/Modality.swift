/// Which half of a pair something belongs to.
public enum Modality: String, Sendable, Hashable, Codable, CaseIterable {
  /// The image.
  case image
  /// The text.
  case text
}
