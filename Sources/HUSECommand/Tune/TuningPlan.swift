import HUSE

/// Everything that determines the evaluations of a search.
///
/// A search resumes only with the same plan; the number of trials and the time limit may change.
struct TuningPlan: Codable, Hashable {
  /// A version that changes when a trial of the same number has a different meaning.
  var version = 1
  let pairs: Int
  /// A checksum of the pairs and the distances of their classes.
  let data: String
  let folds: Int
  /// The values that trials draw.
  let searched: [String]
  /// The recipe of trial 0.
  let start: TrainingRecipe

  /// Descriptions of how the plan of a journal differs; empty for the same plan.
  func differences(there other: TuningPlan) -> [String] {
    var result: [String] = []
    func compare(_ name: String, _ here: String, _ there: String) {
      if here != there { result.append("\(name) \(there) there, \(here) here") }
    }
    compare("version", "\(version)", "\(other.version)")
    compare("number of training pairs", "\(pairs)", "\(other.pairs)")
    if pairs == other.pairs { compare("checksum of the data", data, other.data) }
    compare("folds", "\(folds)", "\(other.folds)")
    compare(
      "searched", searched.joined(separator: ", "), other.searched.joined(separator: ", "))
    let (here, there) = (start.lines, other.start.lines)
    for name in here.keys.sorted() { compare(name, here[name] ?? "", there[name] ?? "") }
    if result.isEmpty, self != other { result.append("another recipe to start at") }
    return result
  }
}

extension TrainingRecipe {
  /// The lines of the description by name.
  fileprivate var lines: [String: String] {
    Dictionary(
      description.split(separator: "\n").map { line in
        let parts = line.split(separator: ":", maxSplits: 1)
        return (String(parts[0]), parts.dropFirst().joined().trimmingPrefix(" ").description)
      }, uniquingKeysWith: { $1 })
  }
}
