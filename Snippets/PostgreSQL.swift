import HUSE
import HUSEPostgres

/// Shows how embeddings are loaded into PostgreSQL, searched and changed.
func use(_ index: EmbeddingIndex, model: SharedEmbedding, changed: Embeddings) async throws {
  // snippet.load
  let address = try PostgresAddress("postgresql://ada@db.example.org/food?sslmode=verify-full")
  let pool = PostgresPool(address)
  let table = try await EmbeddingTable.load(index, into: "dishes", in: pool)
  // snippet.end

  // snippet.search
  let query = try model.embed(text: "a spicy soup")
  let isCheapSoup = Attribute("kind") == "soup" && Attribute("price") < 8
  for match in try await table.nearest(5, to: query, where: isCheapSoup) {
    print(match.identifier, match.distance)
  }
  // snippet.end

  // snippet.change
  try await table.upsert(changed, identifiers: ["ramen.png", "miso.png"])
  try await table.remove(["stew.png"])
  try await table.remove(where: Attribute("isSoldOut") == true)
  // snippet.end

  // snippet.open
  let opened = try await EmbeddingTable("dishes", in: pool)
  try opened.check(isOf: model)
  // snippet.end
}
