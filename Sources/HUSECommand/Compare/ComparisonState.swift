/// The progress of a comparison.
struct ComparisonState: Sendable {
  /// The number of training runs in the journal.
  let done: Int
  /// The number of all training runs.
  let count: Int
  /// The estimated remaining time, or `nil` before the first training run has finished.
  let secondsLeft: Double?

  /// Counts the training runs in the journal.
  ///
  /// A missing training run is expected to take as long as the others of its system. If there are
  /// none, the time is estimated from other systems, in proportion to their effort.
  init(of comparison: Comparison, in journal: Journal) {
    var (done, count) = (0, 0)
    var (missing, known): ([ComparedSystem: Int], [ComparedSystem: [Double]]) = ([:], [:])
    for system in comparison.systems {
      let entries = journal.entries.filter {
        $0.system == system && $0.split < comparison.splits && $0.trial ?? 0 < comparison.trials
      }
      let all = comparison.splits * (comparison.trials(of: system) + 1)
      count += all
      done += min(entries.count, all)
      missing[system] = max(all - entries.count, 0)
      known[system] = entries.map(\.seconds)
    }
    self.done = done
    self.count = count
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let perEffort = mean(known.flatMap { system, seconds in seconds.map { $0 / system.effort } })
    secondsLeft = perEffort.map { perEffort in
      missing.reduce(0) { sum, next in
        let (system, count) = next
        return sum + Double(count) * (mean(known[system] ?? []) ?? perEffort * system.effort)
      }
    }
  }
}
