/// Finds the name that the user may have meant.
package enum NearestName {
  /// The name that is closest to `name`, or `nil` if more than a third of it would have to change.
  package static func find(_ name: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: changes(from: name, to: $0)) }
    guard let nearest = distances.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
      3 * nearest.distance <= name.count
    else { return nil }
    return nearest.name
  }

  /// The number of letters to insert, remove, replace or swap with the next one (Damerau's
  /// distance, with each pair swapped at most once).
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
