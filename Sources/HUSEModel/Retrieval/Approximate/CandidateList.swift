/// The most similar nodes that a search has found so far, the most similar first, and which of them
/// it has yet to expand.
///
/// An array that stays sorted: for the some hundred candidates of a search it is faster than a
/// heap, and holds candidates and results in one.
struct CandidateList {
  struct Candidate {
    let similarity: Float
    let node: UInt32
  }

  private struct Entry {
    var candidate: Candidate
    var isExpanded: Bool
  }

  private var entries: [Entry] = []
  private var capacity = 0
  /// All entries before this one are expanded.
  private var first = 0

  var count: Int { entries.count }
  var candidates: [Candidate] { entries.map(\.candidate) }

  /// Removes all, and sets the number of candidates that are kept.
  mutating func reset(capacity: Int) {
    entries.removeAll(keepingCapacity: true)
    entries.reserveCapacity(capacity + 1)
    self.capacity = capacity
    first = 0
  }

  /// Keeps a candidate if it is among the most similar; of equally similar ones the first.
  mutating func insert(_ node: UInt32, similarity: Float) {
    if entries.count == capacity {
      guard let last = entries.last, similarity > last.candidate.similarity else { return }
      entries.removeLast()
    }
    let place = place(of: similarity)
    entries.insert(
      Entry(candidate: Candidate(similarity: similarity, node: node), isExpanded: false), at: place)
    first = min(first, place)
  }

  /// The number of entries that are at least as similar.
  ///
  /// Which half is searched next is chosen without a branch, for nothing could predict it.
  private func place(of similarity: Float) -> Int {
    entries.withUnsafeBufferPointer { entries in
      var (place, count) = (0, entries.count)
      while count > 1 {
        let half = count / 2
        let isBehind = entries[place &+ half &- 1].candidate.similarity >= similarity
        place = isBehind ? place &+ half : place
        count &-= half
      }
      let isLast = count == 1 && entries[place].candidate.similarity >= similarity
      return isLast ? place + 1 : place
    }
  }

  /// The most similar candidate that is not expanded, which it then is; `nil` if all are.
  mutating func expandNext() -> UInt32? {
    guard first < entries.count else { return nil }
    let node = entries[first].candidate.node
    entries[first].isExpanded = true
    while first < entries.count, entries[first].isExpanded { first += 1 }
    return node
  }
}
