/// The image or the text of a pair.
public enum Modality: String, Sendable, Hashable, Codable, CaseIterable {
  /// The image.
  case image
  /// The text.
  case text

  /// The other modality.
  package var other: Modality { self == .image ? .text : .image }
}
