package import HUSECore

/// Rows divided into folds for cross-validation: groups stay whole, and each class is spread over
/// the folds as evenly as its groups allow.
package struct Folds: Sendable, Equatable {
  /// The rows that each fold holds out, ascending; no fold is empty.
  package let heldOut: [[Int]]

  /// The rows that are not in a fold, ascending.
  package func kept(_ fold: Int) -> [Int] {
    heldOut.indices.filter { $0 != fold }.flatMap { heldOut[$0] }.sorted()
  }

  /// - Parameters:
  ///   - labels: the class of each row.
  ///   - groups: the group of each row; a group counts for the class of its first row.
  ///   - count: the number of folds, from 2; there are fewer where there are fewer groups.
  ///   - seed: the same seed divides the same rows alike.
  /// - Throws: `HUSEError.shapeMismatch` unless there is a group for each row, `.invalidArgument`
  ///   for fewer than two folds, `.invalidData` for fewer than two groups.
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
    let classes = StratifiedSplit.units(labels: labels, groups: groups)
    let units = classes.reduce(0) { $0 + $1.count }
    guard units >= 2 else {
      throw .invalidData(
        source: "rows for cross-validation",
        problem: "\(labels.count) rows in \(units) group make no two folds",
        remedy: "Pass rows of at least two groups; a row that belongs to none counts as one.")
    }
    var generator = SplitMix64(seed: seed)
    var folds = [[Int]](repeating: [], count: min(count, units))
    for units in classes {
      var shuffled = units
      generator.shuffle(&shuffled)
      // Large groups first: what is small evens out.
      let order = shuffled.enumerated().sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }
      var ofClass = [Int](repeating: 0, count: folds.count)
      for (_, unit) in order {
        let smallest = folds.indices.min {
          (ofClass[$0], folds[$0].count, $0) < (ofClass[$1], folds[$1].count, $1)
        }
        guard let smallest else { continue }
        folds[smallest] += unit
        ofClass[smallest] += unit.count
      }
    }
    heldOut = folds.filter { !$0.isEmpty }.map { $0.sorted() }
  }
}
