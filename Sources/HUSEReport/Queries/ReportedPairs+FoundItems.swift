internal import HUSEModel

extension ReportedPairs {
  /// The items of a modality that queries find, nearest first, each with its verdict where the
  /// class of the query is known.
  func found(
    for queries: Embeddings, expected: [Int?], own: [Int?], among modality: Modality, limit: Int
  ) -> [[FoundItem]] {
    let (items, folding) = (embeddings[modality], foldings[modality])
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
