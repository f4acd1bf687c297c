internal import HUSEModel

/// Measured pairs as items to be found.
struct MeasuredPairs: Sendable {
  let images: Embeddings
  let texts: Embeddings
  let labels: [Int]
  let tree: ClassTree
  private let imageFolding: Folding
  private let textFolding: Folding

  init(
    images: Embeddings, texts: Embeddings, labels: [Int], groups: [ItemGroup], tree: ClassTree
  ) {
    self.images = images
    self.texts = texts
    self.labels = labels
    self.tree = tree
    imageFolding = Folding(images, labels: labels, groups: groups)
    textFolding = Folding(texts, labels: labels, groups: groups)
  }

  /// The items that are like each other if they are images, or else texts.
  func folding(ofImages: Bool) -> Folding { ofImages ? imageFolding : textFolding }

  /// What the texts or images of some pairs find in the other modality, nearest first.
  func results(
    of items: [Int], findingImages: Bool, outcomes: [QueryOutcome], limit: Int
  ) -> [QueryResult] {
    guard !items.isEmpty else { return [] }
    let queries = findingImages ? texts : images
    let found = found(
      for: Embeddings(vectors: queries.vectors.gathering(rowsAt: items)),
      expected: items.map { labels[$0] }, own: items, amongImages: findingImages, limit: limit)
    return zip(items, found).map { item, found in
      QueryResult(
        query: .item(item), findsImages: findingImages, found: found,
        firstRank: outcomes[item].firstRank)
    }
  }

  /// What a query that is none of the items finds.
  func result(
    of query: QueryResult.Query, _ embedding: Embedding, findingImages: Bool, limit: Int
  ) throws(HUSEError) -> QueryResult {
    let found = found(
      for: try Embeddings([embedding]), expected: [nil], own: [nil], amongImages: findingImages,
      limit: limit)
    return QueryResult(
      query: query, findsImages: findingImages, found: found[0], firstRank: nil)
  }

  private func found(
    for queries: Embeddings, expected: [Int?], own: [Int?], amongImages: Bool, limit: Int
  ) -> [[FoundItem]] {
    let (items, folding) = (amongImages ? images : texts, folding(ofImages: amongImages))
    return RankedItems(items).ranked(for: queries) { query, positions in
      folding.folded(positions.lazy.map(Int.init), limit: limit).map { item, alike in
        FoundItem(
          item: item, distance: queries[query].cosineDistance(to: items[item]),
          verdict: expected[query].map { tree.verdict(found: labels[item], expected: $0) },
          alike: alike, isOwn: own[query] == item)
      }
    }
  }
}
