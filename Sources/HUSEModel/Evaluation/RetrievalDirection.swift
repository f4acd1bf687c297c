/// The modality of a query and the modality of its results.
public enum RetrievalDirection: String, Sendable, Hashable, Codable, CaseIterable {
  /// Images are found by an image.
  case imageToImage
  /// Texts are found by an image.
  case imageToText
  /// Images are found by a text.
  case textToImage
  /// Texts are found by a text.
  case textToText

  package var startsAtImages: Bool { self == .imageToImage || self == .imageToText }
  package var findsImages: Bool { self == .imageToImage || self == .textToImage }

  /// Whether queries and results have the same modality; a query is then not among its own results.
  package var isWithinModality: Bool { startsAtImages == findsImages }
}

extension RetrievalDirection: CodingKeyRepresentable {}

extension RetrievalDirection: CustomStringConvertible {
  /// The direction as in `image→text`.
  public var description: String {
    switch self {
    case .imageToImage: "image→image"
    case .imageToText: "image→text"
    case .textToImage: "text→image"
    case .textToText: "text→text"
    }
  }
}
