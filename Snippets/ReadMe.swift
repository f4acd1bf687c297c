// snippet.search
import Foundation
import HUSE

// snippet.hide
let folder = URL(
  fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".cache/food-retrieval")
// snippet.show
let model = try SharedEmbedding(contentsOf: folder.appendingPathComponent("food.huse"))
let index = try EmbeddingIndex(contentsOf: folder.appendingPathComponent("images.index"))
for match in try index.nearest(3, to: model.embed(text: "red apple")) {
  print(match.identifier, match.distance)
}
// snippet.end
