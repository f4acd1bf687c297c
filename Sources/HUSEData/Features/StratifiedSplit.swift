import HUSECore

/// Rows divided at random into train, validation and test, each class by itself, whole groups only.
struct StratifiedSplit: Sendable, Equatable {
  private(set) var train: [Int] = []
  private(set) var validation: [Int] = []
  private(set) var test: [Int] = []

  /// - Precondition: `testFraction` lies between 0 and 1, the sum of both fractions as well;
  ///   `labels.count == groups.count`; some class has as many groups as there are parts.
  init(
    labels: [Int], groups: [some Hashable], validationFraction: Double, testFraction: Double,
    seed: UInt64
  ) {
    precondition(
      testFraction > 0 && validationFraction + testFraction < 1,
      "testFraction: expected a number between 0 and \(1 - validationFraction), "
        + "found \(testFraction)")
    precondition(labels.count == groups.count, "\(groups.count) groups of \(labels.count) rows")
    var generator = SplitMix64(seed: seed)
    for units in Self.units(labels: labels, groups: groups) {
      var shuffled = units
      generator.shuffle(&shuffled)
      let count = shuffled.reduce(0) { $0 + $1.count }
      // Test before validation: a class of two groups can serve only one of them.
      let kept = validationFraction > 0 && shuffled.count > 2 ? 2 : 1
      test += Self.take(Double(count) * testFraction, leaving: kept, of: &shuffled)
      if validationFraction > 0 {
        validation += Self.take(Double(count) * validationFraction, leaving: 1, of: &shuffled)
      }
      train += shuffled.flatMap(\.self)
    }
    precondition(!train.isEmpty && !test.isEmpty, "no class has rows enough to divide")
    precondition(
      validationFraction == 0 || !validation.isEmpty, "no class has rows enough to divide in three")
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

  /// Takes units from the end until their rows come as near to `target` as can be: at least one
  /// unit, and `leaving` units stay.
  private static func take(_ target: Double, leaving: Int, of units: inout [[Int]]) -> [Int] {
    guard units.count > leaving else { return [] }
    var rows: [Int] = []
    var index = units.count - 1
    while index >= 0, units.count > leaving {
      // Rounds to the nearest: a unit is taken if at least half of it is missing.
      if Double(rows.count) + Double(units[index].count) / 2 <= target {
        rows += units.remove(at: index)
      }
      index -= 1
    }
    if rows.isEmpty, let smallest = units.indices.min(by: { units[$0].count < units[$1].count }) {
      rows = units.remove(at: smallest)
    }
    return rows
  }
}
