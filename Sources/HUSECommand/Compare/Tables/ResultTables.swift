import HUSE

/// The tables of the measures, with a row for each system.
struct ResultTables {
  let systems: [ComparedSystem]
  let splits: Int
  /// The measures on each split, by system.
  let results: [ComparedSystem: [SystemMeasures]]

  private struct Column {
    let title: String
    let measure: String
  }

  var tables: [ResultTable] {
    [
      table("Mean average precision", single(SystemMeasures.averagePrecision)),
      table("Recall", byRank("R", SystemMeasures.ranks, SystemMeasures.recall)),
      table("Tree distance of the first result", single(SystemMeasures.treeDistance)),
      table(
        "Hierarchical precision",
        byRank("HP", SystemMeasures.hierarchicalRanks, SystemMeasures.hierarchical)),
      table("mAHP@250", single(SystemMeasures.averageHierarchicalPrecision)),
      table(
        "Accuracy",
        SystemMeasures.inputs.map { Column(title: $0, measure: SystemMeasures.accuracy($0)) }
          + SystemMeasures.inputs.map {
            Column(title: "macro \($0)", measure: SystemMeasures.macroAccuracy($0))
          }),
      table("Mean average precision at 50", single(SystemMeasures.averagePrecision50)),
      table("Median rank", single(SystemMeasures.medianRank), digits: 1),
    ].filter { !$0.rows.isEmpty }
  }

  private func table(_ title: String, _ columns: [Column], digits: Int = 3) -> ResultTable {
    ResultTable(
      title: title, columns: columns.map(\.title),
      rows: systems.compactMap { system in
        let found = results[system] ?? []
        let cells = columns.map { column in
          let values = found.compactMap { $0.values[column.measure] }
          // A mean over a subset of the splits would flatter a system that failed on the others.
          return values.count == splits ? ResultTable.Cell(values) : nil
        }
        return cells.contains { $0 != nil }
          ? ResultTable.Row(name: system.title, cells: cells) : nil
      }, digits: digits)
  }

  private func byRank(
    _ prefix: String, _ ranks: [Int], _ measure: (RetrievalDirection, Int) -> String
  ) -> [Column] {
    RetrievalDirection.allCases.flatMap { direction in
      ranks.map {
        Column(title: "\(direction.short) \(prefix)@\($0)", measure: measure(direction, $0))
      }
    }
  }

  private func single(_ measure: (RetrievalDirection) -> String) -> [Column] {
    RetrievalDirection.allCases.map { Column(title: $0.short, measure: measure($0)) }
  }
}
