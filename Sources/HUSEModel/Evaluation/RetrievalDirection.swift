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

  /// The modality of the queries.
  public var query: Modality {
    switch self {
    case .imageToImage, .imageToText: .image
    case .textToImage, .textToText: .text
    }
  }

  /// The modality of the results.
  public var result: Modality {
    switch self {
    case .imageToImage, .textToImage: .image
    case .imageToText, .textToText: .text
    }
  }

  /// Whether queries and results have the same modality; a query is then not among its own results.
  package var isWithinModality: Bool { query == result }
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
