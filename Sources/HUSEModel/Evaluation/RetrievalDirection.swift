/// What is searched with what.
public enum RetrievalDirection: String, Sendable, Hashable, CaseIterable {
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

  /// Whether queries and results are of one kind; a query then does not find itself.
  package var isWithinOneKind: Bool { startsAtImages == findsImages }
}

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
