import Foundation
import HUSE

/// All items of a set as a searchable space.
struct Gallery {
  let set: FoodSet
  let model: SharedEmbedding
  let images: EmbeddingIndex
  let texts: EmbeddingIndex

  private static let shown = 6

  init(set: FoodSet, model: SharedEmbedding) throws {
    self.set = set
    self.model = model
    let names = set.items.map(\.identifier)
    images = try EmbeddingIndex(
      model.embed(imageFeatures: set.features.images), identifiers: names)
    texts = try EmbeddingIndex(model.embed(textFeatures: set.features.texts), identifiers: names)
  }

  /// The images nearest to a text.
  func images(for text: String) throws -> SearchResult {
    let found = try images.nearest(Self.shown, to: model.embed(text: text))
    return SearchResult(query: .text(text), found: found.map(item))
  }

  /// The texts nearest to an image in a file.
  func texts(for image: URL) throws -> SearchResult {
    let found = try texts.nearest(Self.shown, to: model.embed(image: image))
    return SearchResult(query: .image(image), found: found.map(item))
  }

  private func item(_ match: Match) -> FoundItem {
    FoundItem(item: set.items[match.position], distance: match.distance)
  }
}

/// What a search found.
struct SearchResult {
  enum Query {
    case text(String)
    case image(URL)
  }

  let query: Query
  let found: [FoundItem]
}

/// An item that was found.
struct FoundItem {
  let item: PairedItem
  let distance: Float
}
