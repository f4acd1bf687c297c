package import HUSECore

/// The folds of a cross-validation.
///
/// Groups stay together, and each class is spread over the folds as evenly as its groups allow.
package struct Folds: Sendable, Equatable {
  /// The rows that each fold holds out, in ascending order.
  ///
  /// No fold is empty.
  package let heldOut: [[Int]]

  /// The rows that are not in a fold, in ascending order.
  package func kept(_ fold: Int) -> [Int] {
    heldOut.indices.filter { $0 != fold }.flatMap { heldOut[$0] }.sorted()
  }

  /// Divides rows into folds.
  ///
  /// - Parameters:
  ///   - labels: the class of each row.
  ///   - groups: the group of each row. The class of a group is that of its first row.
  ///   - count: the number of folds, at least 2. There are fewer folds if there are fewer groups.
  ///   - seed: the seed of the random division.
  /// - Throws: `HUSEError.shapeMismatch` unless there is a group for each row; `.invalidArgument`
  ///   for fewer than two folds; `.invalidData` for fewer than two groups.
  package init(
    labels: [Int], groups: [some Hashable], count: Int, seed: UInt64
  ) throws(HUSEError) {
    guard labels.count == groups.count else {
      throw .shapeMismatch(
        expected: [labels.count], found: [groups.count], in: "groups of cross-validation",
        remedy: "Pass one group for each row.")
    }
    guard count >= 2 else {
      throw .invalidArgument(name: "folds", found: "\(count)", expected: "at least 2")
    }
    let classes = StratifiedSplit.rowsByGroup(labels: labels, groups: groups)
    let groupCount = classes.reduce(0) { $0 + $1.count }
    guard groupCount >= 2 else {
      throw .invalidData(
        source: "rows for cross-validation",
        problem: "\(labels.count) rows in \(groupCount) group cannot be divided into two folds",
        remedy: "Pass rows of at least two groups; a row without a group is a group by itself.")
    }
    var generator = SplitMix64(seed: seed)
    var folds = [[Int]](repeating: [], count: min(count, groupCount))
    for groups in classes {
      var shuffled = groups
      generator.shuffle(&shuffled)
      // Large groups first, so that small ones can even out the folds.
      let order = shuffled.enumerated().sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }
      var rowsOfClass = [Int](repeating: 0, count: folds.count)
      for (_, group) in order {
        let smallest = folds.indices.min {
          (rowsOfClass[$0], folds[$0].count, $0) < (rowsOfClass[$1], folds[$1].count, $1)
        }
        guard let smallest else { continue }
        folds[smallest] += group
        rowsOfClass[smallest] += group.count
      }
    }
    heldOut = folds.filter { !$0.isEmpty }.map { $0.sorted() }
  }
}
