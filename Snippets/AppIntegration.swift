import Foundation
import HUSE

// snippet.search
struct PictureSearch: Sendable {
  let model: SharedEmbedding
  let index: EmbeddingIndex

  init(folder: URL) throws {
    model = try SharedEmbedding(contentsOf: folder.appendingPathComponent("food.huse"))
    index = try EmbeddingIndex(contentsOf: folder.appendingPathComponent("images.index"))
  }

  func pictures(for text: String) throws -> [Match] {
    try index.nearest(5, to: model.embed(text: text))
  }

  func pictures(like photo: Data) throws -> [Match] {
    try index.nearest(5, to: model.embed(image: photo))
  }
}
// snippet.end

// snippet.concurrent
extension PictureSearch {
  @concurrent
  func results(for text: String) async throws -> [Match] {
    try pictures(for: text)
  }
}
// snippet.end

/// Shows one call for many items.
func embedMany(_ model: SharedEmbedding, files: [URL], texts: [String]) throws {
  // snippet.many
  let pictures = try model.embed(images: files.map { .file($0) })
  let index = try EmbeddingIndex(pictures, identifiers: files.map(\.lastPathComponent))
  let found = try index.nearest(5, to: model.embed(texts: texts))  // matches for each text
  // snippet.end
  print(found.count)
}

/// Shows what a search tells apart.
func answer(_ text: String, from search: PictureSearch) throws -> [Match] {
  // snippet.errors
  do {
    return try search.pictures(for: text)
  } catch HUSEError.noTextEncoder {
    return []  // The model was written with `includingEncoders: false`.
  }
  // snippet.end
}
