package import HUSECore

/// A random split of rows into training, validation and test rows, stratified by class.
///
/// Groups stay together.
package struct StratifiedSplit: Sendable, Equatable {
  package private(set) var train: [Int] = []
  package private(set) var validation: [Int] = []
  package private(set) var test: [Int] = []

  /// Splits rows.
  ///
  /// Classes are ignored if none of them has as many groups as there are parts.
  ///
  /// - Parameters:
  ///   - labels: the class of each row.
  ///   - groups: the group of each row.
  ///   - validationFraction: the share of the validation rows; `nil` for no such part.
  ///   - testFraction: the share of the test rows.
  ///   - seed: the seed of the random split.
  /// - Throws: `HUSEError.invalidArgument` unless the fractions and their sum are between 0 and 1;
  ///   `.shapeMismatch` unless there is a group for each row; `.invalidData` if there are fewer
  ///   groups than parts.
  package init(
    labels: [Int], groups: [some Hashable], validationFraction: Double?, testFraction: Double,
    seed: UInt64
  ) throws(HUSEError) {
    let parts = validationFraction == nil ? 2 : 3
    let validationFraction = try Self.checked(validationFraction, testFraction)
    guard labels.count == groups.count else {
      throw .shapeMismatch(
        expected: [labels.count], found: [groups.count], in: "groups of a split",
        remedy: "Pass one group for each row.")
    }
    var classes = Self.rowsByGroup(labels: labels, groups: groups)
    if classes.allSatisfy({ $0.count < parts }) { classes = [classes.flatMap(\.self)] }
    guard classes.contains(where: { $0.count >= parts }) else {
      throw .invalidData(
        source: "rows to be split",
        problem:
          "\(labels.count) rows in \(Set(groups).count) groups cannot be split into \(parts) parts",
        remedy: "Each part needs at least one group; a row without a group is a group by itself.")
    }

    var generator = SplitMix64(seed: seed)
    for groups in classes {
      var shuffled = groups
      generator.shuffle(&shuffled)
      let count = shuffled.reduce(0) { $0 + $1.count }
      // Test before validation, since a class of two groups is enough for only one of them.
      let kept = parts == 3 && shuffled.count > 2 ? 2 : 1
      test += Self.take(Double(count) * testFraction, leaving: kept, of: &shuffled)
      if parts == 3 {
        validation += Self.take(Double(count) * validationFraction, leaving: 1, of: &shuffled)
      }
      train += shuffled.flatMap(\.self)
    }
    train.sort()
    validation.sort()
    test.sort()
  }

  private static func checked(
    _ validationFraction: Double?, _ testFraction: Double
  ) throws(HUSEError) -> Double {
    let validation = validationFraction ?? 0
    guard validation > 0 && validation < 1 || validationFraction == nil else {
      throw .invalidArgument(
        name: "validationFraction", found: "\(validation)", expected: "a number between 0 and 1")
    }
    guard testFraction > 0, validation + testFraction < 1 else {
      throw .invalidArgument(
        name: "testFraction", found: "\(testFraction)",
        expected: "a number between 0 and \(1 - validation)")
    }
    return validation
  }

  /// The rows of each group of each class, with groups in the order of their first rows.
  static func rowsByGroup<Group: Hashable>(labels: [Int], groups: [Group]) -> [[[Int]]] {
    var result: [[[Int]]] = Array(repeating: [], count: (labels.max() ?? -1) + 1)
    var positions: [Group: (label: Int, index: Int)] = [:]
    for (row, group) in groups.enumerated() {
      if let position = positions[group] {
        result[position.label][position.index].append(row)
      } else {
        positions[group] = (labels[row], result[labels[row]].count)
        result[labels[row]].append([row])
      }
    }
    return result
  }

  /// Removes groups from the end and returns their rows: at least one group, and more as long as
  /// the rows do not exceed `target`, rounded.
  ///
  /// `leaving` is the number of groups that must remain.
  private static func take(_ target: Double, leaving: Int, of groups: inout [[Int]]) -> [Int] {
    guard groups.count > leaving else { return [] }
    let limit = Int((target + 0.5).rounded(.down))
    var rows: [Int] = []
    for index in groups.indices.reversed()
    where groups.count > leaving && rows.count + groups[index].count <= limit {
      rows += groups.remove(at: index)
    }
    if rows.isEmpty,
      let smallest = groups.indices.reversed().min(by: { groups[$0].count < groups[$1].count })
    {
      rows = groups.remove(at: smallest)
    }
    return rows
  }
}
