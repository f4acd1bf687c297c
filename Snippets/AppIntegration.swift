import Foundation
import HUSE

// snippet.search
struct ImageSearch: Sendable {
  let model: SharedEmbedding
  let index: EmbeddingIndex

  init(folder: URL) throws {
    model = try SharedEmbedding(contentsOf: folder.appendingPathComponent("food.huse"))
    index = try EmbeddingIndex(contentsOf: folder.appendingPathComponent("images.index"))
  }

  func images(for text: String) throws -> [Match] {
    try index.nearest(5, to: model.embed(text: text))
  }

  func images(like photo: Data) throws -> [Match] {
    try index.nearest(5, to: model.embed(image: photo))
  }
}
// snippet.end

// snippet.concurrent
extension ImageSearch {
  @concurrent
  func results(for text: String) async throws -> [Match] {
    try images(for: text)
  }
}
// snippet.end

/// Shows one call for many items.
func embedMany(_ model: SharedEmbedding, files: [URL], texts: [String]) throws {
  // snippet.many
  let embeddings = try model.embed(images: files.map { .file($0) })
  let index = try EmbeddingIndex(embeddings, identifiers: files.map(\.lastPathComponent))
  let found = try index.nearest(5, to: model.embed(texts: texts))  // matches for each text
  // snippet.end
  print(found.count)
}

/// Shows what a search tells apart.
func answer(_ text: String, from search: ImageSearch) throws -> [Match] {
  // snippet.errors
  do {
    return try search.images(for: text)
  } catch HUSEError.noTextEncoder {
    return []  // The model was written with `includingEncoders: false`.
  }
  // snippet.end
}
