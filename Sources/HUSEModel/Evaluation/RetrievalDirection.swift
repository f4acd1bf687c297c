/// The modality of a query and that of its results.
public enum RetrievalDirection: String, Sendable, Hashable, Codable, CaseIterable {
  /// An image finds images.
  case imageToImage
  /// An image finds texts.
  case imageToText
  /// A text finds images.
  case textToImage
  /// A text finds texts.
  case textToText

  package var startsAtImages: Bool { self == .imageToImage || self == .imageToText }
  package var findsImages: Bool { self == .imageToImage || self == .textToImage }

  /// Whether queries and results have one modality; a query then does not find itself.
  package var isWithinModality: Bool { startsAtImages == findsImages }
}

extension RetrievalDirection: CodingKeyRepresentable {}

extension RetrievalDirection: CustomStringConvertible {
  /// `image→text`.
  public var description: String {
    switch self {
    case .imageToImage: "image→image"
    case .imageToText: "image→text"
    case .textToImage: "text→image"
    case .textToText: "text→text"
    }
  }
}
