internal import HUSEModel

/// Which items show the same thing, so that a page shows one of them.
///
/// Items of one class are alike if they are of one group, or if their embeddings are equal.
struct Folding: Sendable {
  /// For each item, the first item that is like it.
  private let firsts: [Int]

  init(_ embeddings: Embeddings, labels: [Int], groups: [ItemGroup]) {
    struct Group: Hashable {
      let label: Int
      let group: ItemGroup
    }
    struct Copy: Hashable {
      let label: Int
      let embedding: Embedding
    }
    var groupFirsts: [Group: Int] = [:]
    var copyFirsts: [Copy: Int] = [:]
    var firsts: [Int] = []
    func root(_ item: Int) -> Int {
      var item = item
      while firsts[item] != item { item = firsts[item] }
      return item
    }
    for item in labels.indices {
      firsts.append(item)
      let group = Group(label: labels[item], group: groups[item])
      let copy = Copy(label: labels[item], embedding: embeddings[item])
      for earlier in [groupFirsts[group], copyFirsts[copy]] {
        guard let earlier else { continue }
        let (one, other) = (root(earlier), root(item))
        firsts[max(one, other)] = min(one, other)
      }
      if groupFirsts[group] == nil { groupFirsts[group] = item }
      if copyFirsts[copy] == nil { copyFirsts[copy] = item }
    }
    self.firsts = firsts.indices.map(root)
  }

  /// The first item that is like this one.
  func first(like item: Int) -> Int { firsts[item] }

  /// The first `limit` items that are not like an earlier one, with the number of those like them.
  func folded(_ items: some Sequence<Int>, limit: Int = .max) -> [(item: Int, alike: Int)] {
    var result: [(item: Int, alike: Int)] = []
    var place: [Int: Int] = [:]
    for item in items {
      if let index = place[firsts[item]] {
        result[index].alike += 1
      } else if result.count < limit {
        place[firsts[item]] = result.count
        result.append((item, 0))
      }
    }
    return result
  }
}
