import Foundation
import HUSE

/// What is known of an image.
struct Dish: Codable, Sendable {
  let name: String
  let isVegetarian: Bool
}

/// Shows how an index is made, stored and searched among some of its items.
func search(
  _ images: Embeddings, files: [String], dishes: [Dish], model: SharedEmbedding, file: URL
) throws {
  // snippet.index
  var index = try EmbeddingIndex(
    images, identifiers: files, modelFingerprint: model.fingerprint, storage: .int8)
  try index.setAttributes(dishes)
  try index.write(to: file)
  // snippet.end

  // snippet.filter
  let read = try EmbeddingIndex(contentsOf: file)
  let attributes = try read.attributes(as: Dish.self)
  let query = try model.embed(text: "a spicy soup")
  for match in try read.nearest(5, to: query, where: { attributes[$0].isVegetarian }) {
    print(match.identifier, attributes[match.position].name, match.distance)
  }
  // snippet.end

  // snippet.approximate
  let approximate = try ApproximateIndex(index)
  try approximate.write(to: file)
  let matches = try approximate.nearest(10, to: query)
  let vegetarian = try approximate.nearest(10, to: query, where: { attributes[$0].isVegetarian })
  // snippet.end
  print(matches.count, vegetarian.count)
}
