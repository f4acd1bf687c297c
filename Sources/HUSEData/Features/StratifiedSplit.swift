import HUSECore

/// Rows divided at random into train, validation and test, each class by itself, whole groups only.
struct StratifiedSplit: Sendable, Equatable {
  private(set) var train: [Int] = []
  private(set) var validation: [Int] = []
  private(set) var test: [Int] = []

  /// Where no class has as many groups as there are parts, classes are disregarded.
  ///
  /// - Precondition: `testFraction` lies between 0 and 1, the sum of both fractions as well;
  ///   `labels.count == groups.count`; there are as many groups as parts.
  init(
    labels: [Int], groups: [some Hashable], validationFraction: Double, testFraction: Double,
    seed: UInt64
  ) {
    precondition(
      testFraction > 0 && validationFraction + testFraction < 1,
      "testFraction: expected a number between 0 and \(1 - validationFraction), "
        + "found \(testFraction)")
    precondition(labels.count == groups.count, "\(groups.count) groups of \(labels.count) rows")
    let parts = validationFraction > 0 ? 3 : 2
    var classes = Self.units(labels: labels, groups: groups)
    if classes.allSatisfy({ $0.count < parts }) { classes = [classes.flatMap(\.self)] }
    precondition(
      classes.contains { $0.count >= parts }, "too few rows or groups for \(parts) parts")

    var generator = SplitMix64(seed: seed)
    for units in classes {
      var shuffled = units
      generator.shuffle(&shuffled)
      let count = shuffled.reduce(0) { $0 + $1.count }
      // Test before validation: a class of two groups can serve only one of them.
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

  /// For every class the rows of each of its groups, in the order of their first rows.
  private static func units<Group: Hashable>(labels: [Int], groups: [Group]) -> [[[Int]]] {
    var result: [[[Int]]] = Array(repeating: [], count: (labels.max() ?? -1) + 1)
    var places: [Group: (label: Int, unit: Int)] = [:]
    for (row, group) in groups.enumerated() {
      if let place = places[group] {
        result[place.label][place.unit].append(row)
      } else {
        places[group] = (labels[row], result[labels[row]].count)
        result[labels[row]].append([row])
      }
    }
    return result
  }

  /// Takes units from the end as long as their rows do not exceed `target`, rounded: at least one
  /// unit, and `leaving` units stay.
  private static func take(_ target: Double, leaving: Int, of units: inout [[Int]]) -> [Int] {
    guard units.count > leaving else { return [] }
    let limit = Int((target + 0.5).rounded(.down))
    var rows: [Int] = []
    for index in units.indices.reversed()
    where units.count > leaving && rows.count + units[index].count <= limit {
      rows += units.remove(at: index)
    }
    if rows.isEmpty,
      let smallest = units.indices.reversed().min(by: { units[$0].count < units[$1].count })
    {
      rows = units.remove(at: smallest)
    }
    return rows
  }
}
