import HUSE

/// The tables of a comparison, made from its journal.
struct ComparisonTables: Codable, Sendable {
  let tables: [ResultTable]
  /// The differences of the systems from one of them, with their significance.
  let differences: [DifferenceTable]
  /// The choice for each system and split.
  let choices: [Choice]
  /// Notes on systems without a row, because a training failed, and on the differences.
  let notes: [String]

  /// The choice for a system on a split.
  struct Choice: Codable, Sendable {
    /// The name in tables.
    let system: String
    /// The number of the split, from 1.
    let split: Int
    let choice: SystemChoice
    /// The recipe that HUSE chose.
    let recipe: TrainingRecipe?
  }

  init(_ journal: Journal, comparison: Comparison) throws(HUSEError) {
    let systems = comparison.systems
    let results = Dictionary(
      uniqueKeysWithValues: systems.map { ($0, comparison.results(of: $0, in: journal)) })
    let measures = results.mapValues { $0.compactMap(\.measures) }
    tables =
      ResultTables(systems: systems, splits: comparison.splits, results: measures).tables
    let reference = systems.contains(.huse) ? .huse : systems.first(where: \.retrieves)
    differences =
      if let reference {
        try Differences(comparison, results: results, from: reference).tables
      } else { [] }
    choices = systems.flatMap { system in
      (results[system] ?? []).map {
        Choice(system: system.title, split: $0.split + 1, choice: $0.choice, recipe: $0.recipe)
      }
    }
    notes =
      Self.notes(onFailuresOf: systems, results, splits: comparison.splits)
      + (differences.isEmpty ? [] : [Self.legend(splits: comparison.splits)])
  }

  private static func notes(
    onFailuresOf systems: [ComparedSystem], _ results: [ComparedSystem: [JournalEntry]],
    splits: Int
  ) -> [String] {
    systems.compactMap { system in
      let measured = (results[system] ?? []).count { $0.measures != nil }
      return measured < splits
        ? "\(system.title) could not be trained on \(splits - measured) of \(splits) splits and "
          + "has no figures." : nil
    }
  }

  private static func legend(splits: Int) -> String {
    let marks = "* below 0.05, ** below 0.01, after Holm's correction for the number of systems"
    let test =
      splits > 1
      ? "In parentheses the p-values over queries (would these models differ on others?) and over "
        + "splits (would the systems differ on other data?); marked is the larger of both: "
        + "\(marks). A difference without a mark may be chance."
      : "In parentheses the p-value over queries: \(marks). One split says something about these "
        + "trained models on other queries, nothing about trainings on other data; --seeds does."
    return "Differences are those of a system minus those of the reference: above 0 is better, but "
      + "for the tree distance, where below 0 is. \(test)"
  }
}

extension RetrievalDirection {
  /// The short form of the direction, such as `i→t`.
  var short: String {
    switch self {
    case .imageToImage: "i→i"
    case .imageToText: "i→t"
    case .textToImage: "t→i"
    case .textToText: "t→t"
    }
  }
}
