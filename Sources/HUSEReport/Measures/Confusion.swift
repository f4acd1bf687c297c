/// How often pairs of one class are taken for another.
struct Confusion: Sendable {
  /// A class that is taken for another.
  struct Mistake: Sendable, Hashable {
    let expected: Int
    let predicted: Int
    let count: Int
    /// The number of pairs of the expected class.
    let total: Int
  }

  /// The classes of a row and a column of the matrix.
  struct Group: Sendable {
    let name: String
    let classes: [Int]
  }

  /// The mistakes, the most frequent first; of equally frequent ones in the order of the tree.
  let mistakes: [Mistake]
  /// The rows and columns of the matrix, in the order of the tree.
  let groups: [Group]
  /// The number of pairs for each group and predicted group.
  let counts: [[Int]]
  /// Whether some classes have no group, because there are too many.
  let isPartial: Bool

  /// The largest number of rows that can be told apart on a narrow screen.
  static let sizeLimit = 40

  init(labels: [Int], predictions: [Int], tree: ClassTree) {
    var found: [[Int]: Int] = [:]
    var totals: [Int: Int] = [:]
    for (label, prediction) in zip(labels, predictions) {
      found[[label, prediction], default: 0] += 1
      totals[label, default: 0] += 1
    }
    var place: [Int: Int] = [:]
    for (position, label) in tree.order.enumerated() { place[label] = position }
    func position(_ label: Int) -> Int { place[label] ?? tree.order.count + label }
    mistakes =
      found.filter { $0.key[0] != $0.key[1] }
      .map {
        Mistake(
          expected: $0.key[0], predicted: $0.key[1], count: $0.value, total: totals[$0.key[0]] ?? 0)
      }
      .sorted {
        (-$0.count, position($0.expected), position($0.predicted))
          < (-$1.count, position($1.expected), position($1.predicted))
      }
    let groups = Self.groups(of: tree, mistakes: mistakes)
    let groupOfClass = Dictionary(
      groups.enumerated().flatMap { index, group in group.classes.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
    var counts = [[Int]](repeating: [Int](repeating: 0, count: groups.count), count: groups.count)
    for (key, count) in found {
      guard let row = groupOfClass[key[0]], let column = groupOfClass[key[1]] else { continue }
      counts[row][column] += count
    }
    self.groups = groups
    self.counts = counts
    isPartial = groupOfClass.count < tree.order.count
  }

  /// All classes; or else the nodes of the lowest level of the tree that are few enough; or else
  /// the classes with the most mistakes.
  private static func groups(of tree: ClassTree, mistakes: [Mistake]) -> [Group] {
    if tree.order.count > sizeLimit, tree.isTree {
      for depth in stride(from: tree.depth - 1, to: 0, by: -1) {
        let groups = tree.groups(atDepth: depth)
        if groups.count <= sizeLimit {
          return groups.map { Group(name: $0.name, classes: $0.classes) }
        }
      }
    }
    var classes = tree.order
    if classes.count > sizeLimit {
      var wrong: [Int: Int] = [:]
      for mistake in mistakes { wrong[mistake.expected, default: 0] += mistake.count }
      let most = classes.enumerated().sorted {
        (-(wrong[$0.element] ?? 0), $0.offset) < (-(wrong[$1.element] ?? 0), $1.offset)
      }
      let kept = Set(most.prefix(sizeLimit).map(\.element))
      classes = classes.filter(kept.contains)
    }
    return classes.map { Group(name: tree.classNames[$0], classes: [$0]) }
  }
}
