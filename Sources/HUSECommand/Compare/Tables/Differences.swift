import HUSE

/// The differences of all systems from one, over the queries of all splits.
struct Differences {
  let tables: [DifferenceTable]

  /// One comparison with the reference: a measure of a system in one direction.
  private struct Job {
    let measure: QueryMeasure
    let direction: RetrievalDirection
    let system: ComparedSystem
    let splits: [PairedComparison.Split]
  }

  /// Compares every system with `reference`, using the training runs with the chosen settings.
  init(
    _ comparison: Comparison, results: [ComparedSystem: [JournalEntry]],
    from reference: ComparedSystem
  ) throws(HUSEError) {
    let parts = try Self.testParts(of: comparison)
    let others = comparison.systems.filter { $0 != reference }
    func outcomes(
      _ system: ComparedSystem, _ measure: QueryMeasure, _ direction: RetrievalDirection
    ) -> [[Double]]? {
      let found = (results[system] ?? []).compactMap { $0.outcomes?[measure, direction] }
      let fits = found.map(\.count) == parts.map(\.items.count)
      return fits ? found : nil
    }
    let jobs = QueryMeasure.allCases.flatMap { measure in
      RetrievalDirection.allCases.flatMap { direction -> [Job] in
        guard let first = outcomes(reference, measure, direction) else { return [] }
        return others.compactMap { system in
          outcomes(system, measure, direction).map { second in
            let splits = parts.indices.map { index in
              PairedComparison.Split(
                items: parts[index].items, first: second[index], second: first[index],
                trainingCount: parts[index].trainingCount)
            }
            return Job(measure: measure, direction: direction, system: system, splits: splits)
          }
        }
      }
    }
    let cells = Self.cells(for: jobs, seed: comparison.firstSeed)
    tables = QueryMeasure.allCases.compactMap { measure in
      Self.table(
        measure, zip(jobs, cells).filter { $0.0.measure == measure }, systems: others,
        reference: reference)
    }
  }

  /// The queries of the test part of a split, as the numbers of their groups.
  ///
  /// Versions of one image depend on each other and count as one.
  private static func testParts(
    of comparison: Comparison
  ) throws(HUSEError) -> [(items: [Int], trainingCount: Int)] {
    var numbers: [ItemGroup: Int] = [:]
    let groups = comparison.data.groups.map { group in
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
    var parts: [(items: [Int], trainingCount: Int)] = []
    for split in 0..<comparison.splits {
      let rows = try comparison.data.splitRows(
        testFraction: comparison.testFraction, seed: comparison.seed(of: split))
      parts.append((rows.test.map { groups[$0] }, rows.train.count))
    }
    return parts
  }

  private static func cells(for jobs: [Job], seed: UInt64) -> [DifferenceTable.Cell?] {
    Parallel.map(jobs.count) { index in
      guard let found = try? PairedComparison(jobs[index].splits, seed: seed) else { return nil }
      let values = [found.overItems.pValue] + [found.overSplits?.pValue].compactMap(\.self)
      return DifferenceTable.Cell(
        difference: found.overSplits?.meanDifference ?? found.overItems.meanDifference,
        pQueries: found.overItems.pValue, pSplits: found.overSplits?.pValue,
        pCorrected: values.max() ?? 1)
    }
  }

  /// The table of a measure; `nil` if it has no cell.
  private static func table(
    _ measure: QueryMeasure, _ found: [(Job, DifferenceTable.Cell?)], systems: [ComparedSystem],
    reference: ComparedSystem
  ) -> DifferenceTable? {
    var columns: [RetrievalDirection: [ComparedSystem: DifferenceTable.Cell]] = [:]
    for direction in RetrievalDirection.allCases {
      let cells = found.filter { $0.0.direction == direction }.compactMap { job, cell in
        cell.map { (system: job.system, cell: $0) }
      }
      let corrected = HolmCorrection.corrected(cells.map(\.cell.pCorrected))
      for (index, (system, cell)) in cells.enumerated() {
        var cell = cell
        cell.pCorrected = corrected[index]
        columns[direction, default: [:]][system] = cell
      }
    }
    let rows = systems.compactMap { system -> DifferenceTable.Row? in
      let cells = RetrievalDirection.allCases.map { columns[$0]?[system] }
      return cells.contains { $0 != nil }
        ? DifferenceTable.Row(name: system.title, cells: cells) : nil
    }
    guard !rows.isEmpty else { return nil }
    return DifferenceTable(
      title: "Difference from \(reference.title): \(measure.title)",
      columns: RetrievalDirection.allCases.map(\.short), rows: rows)
  }
}
