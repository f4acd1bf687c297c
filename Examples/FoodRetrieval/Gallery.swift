import Foundation
import HUSE

/// All items of a set as a searchable space.
struct Gallery {
  let set: FoodSet
  let model: SharedEmbedding
  let heldOut: Set<Int>
  let images: EmbeddingIndex
  let texts: EmbeddingIndex

  private static let shown = 6

  init(set: FoodSet, model: SharedEmbedding, heldOut: Set<Int>) throws {
    self.set = set
    self.model = model
    self.heldOut = heldOut
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

  /// The texts nearest to a few images that training has not seen.
  func sampleImageResults() throws -> [SearchResult] {
    let rows = heldOut.sorted()
    let step = max(rows.count / 8, 1)
    return try stride(from: 0, to: rows.count, by: step).prefix(8).map {
      try texts(for: set.items[rows[$0]].image)
    }
  }

  private func item(_ match: Match) -> FoundItem {
    FoundItem(
      item: set.items[match.position], distance: match.distance,
      isHeldOut: heldOut.contains(match.position))
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
  /// Whether training has not seen the item.
  let isHeldOut: Bool
}
