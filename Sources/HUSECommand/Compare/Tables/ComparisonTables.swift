import HUSE

/// The tables of the paper, from a journal.
struct ComparisonTables: Codable, Sendable {
  let tables: [ResultTable]
  /// The settings that were chosen, by system, for each division.
  let settings: [String: [Settings]]

  init(_ journal: Journal, comparison: Comparison) {
    let results = Dictionary(
      uniqueKeysWithValues: comparison.systems.map {
        ($0, comparison.results(of: $0, in: journal))
      })
    func table(
      _ title: String, columns: [(title: String, measure: String)], digits: Int = 3
    ) -> ResultTable {
      ResultTable(
        title: title, columns: columns.map(\.title),
        rows: comparison.systems.compactMap { system in
          let found = (results[system] ?? []).compactMap(\.measures)
          let cells = columns.map { column in
            let values = found.compactMap { $0.values[column.measure] }
            // A mean over some of the divisions would flatter a system that fails on the others.
            return values.count == comparison.divisions ? ResultTable.Cell(values) : nil
          }
          return cells.contains { $0 != nil }
            ? ResultTable.Row(name: system.title, cells: cells) : nil
        }, digits: digits)
    }
    func byDirection(
      _ prefix: String, _ ranks: [Int], _ measure: (RetrievalDirection, Int) -> String
    ) -> [(title: String, measure: String)] {
      RetrievalDirection.allCases.flatMap { direction in
        ranks.map { ("\(direction.short) \(prefix)@\($0)", measure(direction, $0)) }
      }
    }
    func single(_ measure: (RetrievalDirection) -> String) -> [(title: String, measure: String)] {
      RetrievalDirection.allCases.map { ($0.short, measure($0)) }
    }
    tables = [
      table(
        "Table 1: retrieval", columns: byDirection("R", SystemMeasures.ranks, SystemMeasures.recall)
      ),
      table(
        "Table 2: hierarchical precision",
        columns: byDirection(
          "HP", SystemMeasures.hierarchicalRanks, SystemMeasures.hierarchical)),
      table(
        "Table 3: accuracy",
        columns: SystemMeasures.kinds.map { ($0, SystemMeasures.accuracy($0)) }
          + SystemMeasures.kinds.map { ("macro \($0)", SystemMeasures.macroAccuracy($0)) }),
      table("Mean average precision", columns: single(SystemMeasures.averagePrecision)),
      table("Mean average precision at 50", columns: single(SystemMeasures.averagePrecision50)),
      table("Median rank", columns: single(SystemMeasures.medianRank), digits: 1),
    ].filter { !$0.rows.isEmpty }
    settings = Dictionary(
      uniqueKeysWithValues: comparison.systems.map {
        ($0.title, (results[$0] ?? []).map(\.settings))
      })
  }

  /// For a terminal.
  var text: String {
    (tables.map(\.text) + [settingsText]).joined(separator: "\n\n")
  }

  /// For a document.
  var markdown: String {
    (tables.map(\.markdown) + [settingsText]).joined(separator: "\n\n") + "\n"
  }

  /// A row for each figure.
  var csv: String {
    (["table,system,column,mean,deviation"] + tables.flatMap(\.csvRows)).joined(separator: "\n")
      + "\n"
  }

  private var settingsText: String {
    ([
      "Chosen on the validation part of each division, by the mean of R@1 and HP@5 over the four "
        + "directions, of R@1 alone where the classes have no tree "
        + "(\(ComparedSystem.separate.title): by the mean accuracy of images and texts):", "",
    ]
      + settings.sorted { $0.key < $1.key }.flatMap { name, chosen in
        chosen.enumerated().map { "- \(name), division \($0 + 1): \($1.text)" }
      }).joined(separator: "\n")
  }
}

extension RetrievalDirection {
  /// As in `i→t`.
  fileprivate var short: String {
    switch self {
    case .imageToImage: "i→i"
    case .imageToText: "i→t"
    case .textToImage: "t→i"
    case .textToText: "t→t"
    }
  }
}
