/// Finds what somebody may have meant.
package enum NearestName {
  /// The name that the fewest changes make of `name`, unless more than a third of it would change.
  package static func find(_ name: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: changes(from: name, to: $0)) }
    guard let nearest = distances.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
      3 * nearest.distance <= name.count
    else { return nil }
    return nearest.name
  }

  /// How many letters must be inserted, removed, replaced or swapped with the next one (Damerau's
  /// distance, each pair swapped once at most).
  private static func changes(from first: String, to second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var next = [row + 1]
      for (column, other) in second.enumerated() {
        var best = min(
          last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          best = min(best, beforeLast[column - 1] + 1)
        }
        next.append(best)
      }
      (beforeLast, last) = (last, next)
    }
    return last[second.count]
  }
}
