/// The distances in a tree between the classes of items.
///
/// A distance is the height of the lowest common ancestor over the height of the tree (Barz and
/// Denzler 2019, eq. 1).
///
/// Memory: four bytes for each pair of classes that occur, plus the 251 smallest heights for each
/// class.
struct ClassDistances: Sendable {
  /// The number of results that the average hierarchical precision covers, as in Barz and Denzler.
  static let depth = 250

  /// The row of each item's class in the table.
  private let rows: [Int]
  private let classCount: Int
  /// The height of the lowest common ancestor of each pair of classes; 0 for a class and itself.
  private let heights: [UInt32]
  /// The height of the tree, at least 1.
  private let treeHeight: Int
  /// For each class, the sums of the smallest 0, 1, 2, … heights between it and the items.
  private let leastSums: [[Int]]

  /// Measures the distances between the classes that occur.
  ///
  /// - Throws: `HUSEError.invalidData` for a class that the taxonomy lacks.
  /// - Precondition: every label has a class name.
  init(of labels: [Int], classNames: [String], in taxonomy: Taxonomy) throws(HUSEError) {
    var nodes: [(label: Int, node: Int)] = []
    for label in Set(labels).sorted() {
      nodes.append((label, try taxonomy.node(of: classNames[label])))
    }
    nodes.sort { $0.node < $1.node }
    let rowOfLabel = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.label, $0) })
    let rows = labels.compactMap { rowOfLabel[$0] }
    var sizes = [Int](repeating: 0, count: nodes.count)
    for row in rows { sizes[row] += 1 }
    var heights: [UInt32] = []
    heights.reserveCapacity(nodes.count * nodes.count)
    var leastSums: [[Int]] = []
    for row in nodes.indices {
      let found = taxonomy.commonHeights(of: row, among: nodes.map(\.node))
      heights += found
      let nearest = zip(found, sizes).sorted { $0.0 < $1.0 }.lazy
        .flatMap { repeatElement(Int($0.0), count: $0.1) }
      // One more than the depth, for a query that is itself an item and is not among its own
      // results.
      leastSums.append(
        nearest.prefix(Self.depth + 1).reduce(into: [0]) { sums, height in
          sums.append(sums[sums.count - 1] + height)
        })
    }
    self.rows = rows
    self.heights = heights
    self.leastSums = leastSums
    classCount = nodes.count
    treeHeight = max(taxonomy.height, 1)
  }

  /// A new ranking for a query, without items.
  func ranking(for query: Int, excludingSelf: Bool) -> Ranking {
    Ranking(distances: self, row: rows[query], excludesSelf: excludingSelf)
  }

  /// The items that a query has found so far, nearest first.
  struct Ranking {
    fileprivate let distances: ClassDistances
    fileprivate let row: Int
    fileprivate let excludesSelf: Bool
    private var count = 0
    private var sum = 0
    private var area = 0.0
    private var latestPrecision = 0.0
    /// The distance in [0, 1] between the classes of the query and of the first item; 1 without
    /// items.
    private(set) var firstDistance = 1.0

    fileprivate init(distances: ClassDistances, row: Int, excludesSelf: Bool) {
      self.distances = distances
      self.row = row
      self.excludesSelf = excludesSelf
    }

    /// Whether further items would change nothing.
    var isFull: Bool { count == ClassDistances.depth }

    /// Adds the next item, which is ignored beyond the depth.
    mutating func append(_ item: Int) {
      guard !isFull else { return }
      let height = Int(distances.heights[row * distances.classCount + distances.rows[item]])
      count += 1
      sum += height
      // The smallest height, 0, is that of the query itself.
      let leastSum = distances.leastSums[row][excludesSelf ? count + 1 : count]
      let highest = count * distances.treeHeight
      let precision = highest > leastSum ? Double(highest - sum) / Double(highest - leastSum) : 0
      if count == 1 {
        firstDistance = Double(height) / Double(distances.treeHeight)
      } else {
        area += (latestPrecision + precision) / 2
      }
      latestPrecision = precision
    }

    /// The area under the curve of HP@k divided by its length; HP@1 for one item, 0 without items.
    var averagePrecision: Double { count > 1 ? area / Double(count - 1) : latestPrecision }
  }
}

extension Taxonomy {
  /// The heights of the lowest common ancestors of one class and each of `classes`; 0 for the class
  /// itself.
  ///
  /// `classes` are the nodes of the classes, ascending, and `row` is the position of that class
  /// among them.
  fileprivate func commonHeights(of row: Int, among classes: [Int]) -> [UInt32] {
    var heights = [UInt32](repeating: 0, count: classes.count)
    // The nodes below an ancestor form a range, and so do the classes below it.
    var (low, high) = (row, row + 1)
    var ancestor: Int? = classes[row]
    while let node = ancestor, low > 0 || high < classes.count {
      let subtree = node..<nodes[node].end
      let height = UInt32(clamping: nodes[node].height)
      while low > 0, subtree.contains(classes[low - 1]) {
        low -= 1
        heights[low] = height
      }
      while high < classes.count, subtree.contains(classes[high]) {
        heights[high] = height
        high += 1
      }
      ancestor = nodes[node].parent
    }
    return heights
  }
}
