/// A binary heap of merges, that of the lowest rank and the leftmost of its equals first.
struct MergeQueue {
  struct Entry {
    let rank: Int32
    let place: Int
    let number: Int32

    fileprivate func precedes(_ other: Entry) -> Bool {
      (rank, place) < (other.rank, other.place)
    }
  }

  private var entries: [Entry] = []

  mutating func insert(_ entry: Entry) {
    var place = entries.count
    entries.append(entry)
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      entries[place] = entries[parent]
      place = parent
    }
    entries[place] = entry
  }

  mutating func popFirst() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(last) else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
    return first
  }
}
