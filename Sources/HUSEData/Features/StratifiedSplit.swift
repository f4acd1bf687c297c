package import HUSECore

/// Rows divided at random into train, validation and test, each class by itself, whole groups only.
package struct StratifiedSplit: Sendable, Equatable {
  package private(set) var train: [Int] = []
  package private(set) var validation: [Int] = []
  package private(set) var test: [Int] = []

  /// Where no class has as many groups as there are parts, classes are disregarded.
  ///
  /// - Parameter validationFraction: The share of the third part; `nil` for two parts.
  /// - Throws: `HUSEError.invalidArgument` unless the fractions and their sum lie between 0 and 1;
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
    var classes = Self.units(labels: labels, groups: groups)
    if classes.allSatisfy({ $0.count < parts }) { classes = [classes.flatMap(\.self)] }
    guard classes.contains(where: { $0.count >= parts }) else {
      throw .invalidData(
        source: "rows to be divided",
        problem: "\(labels.count) rows in \(Set(groups).count) groups make no \(parts) parts",
        remedy: "Each part needs a group of its own; a row that belongs to none counts as one.")
    }

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

  /// For every class the rows of each of its groups, in the order of their first rows.
  static func units<Group: Hashable>(labels: [Int], groups: [Group]) -> [[[Int]]] {
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
