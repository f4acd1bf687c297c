import HUSE

/// The measures of one model, as tables.
struct EvaluationTables {
  let measures: SystemMeasures
  /// The number of pairs.
  let count: Int

  init(_ measures: SystemMeasures, count: Int) {
    self.measures = measures
    self.count = count
  }

  private var tables: [ResultTable] {
    let all: [(title: String, measure: (RetrievalDirection) -> String)] =
      [("mAP", SystemMeasures.averagePrecision)]
      + SystemMeasures.ranks.map { rank in
        ("R@\(rank)", { SystemMeasures.recall($0, rank) })
      }
      + [
        ("median rank", SystemMeasures.medianRank), ("mAP@50", SystemMeasures.averagePrecision50),
      ]
      + SystemMeasures.hierarchicalRanks.map { rank in
        ("HP@\(rank)", { SystemMeasures.hierarchical($0, rank) })
      }
      + [
        ("tree distance@1", SystemMeasures.treeDistance),
        ("mAHP", SystemMeasures.averageHierarchicalPrecision),
      ]
    let columns = all.filter { column in
      RetrievalDirection.allCases.contains { measures.values[column.measure($0)] != nil }
    }
    let retrieval = ResultTable(
      title: "Retrieval, \(count) pairs", columns: columns.map(\.title),
      rows: RetrievalDirection.allCases.map { direction in
        ResultTable.Row(
          name: "\(direction)", cells: columns.map { cell($0.measure(direction)) })
      }, digits: 3)
    let accuracy = ResultTable(
      title: "Accuracy, \(count) pairs", columns: ["accuracy", "macro accuracy", "ECE"],
      rows: SystemMeasures.inputs.map { input in
        ResultTable.Row(
          name: input,
          cells: [
            cell(SystemMeasures.accuracy(input)), cell(SystemMeasures.macroAccuracy(input)),
            cell(SystemMeasures.calibrationError(input)),
          ])
      }, digits: 3)
    return [retrieval, accuracy].filter { table in
      table.rows.contains { row in row.cells.contains { $0 != nil } }
    }
  }

  private func cell(_ measure: String) -> ResultTable.Cell? {
    measures.values[measure].flatMap { ResultTable.Cell([$0]) }
  }

  /// The tables for a terminal.
  var text: String { tables.map(\.text).joined(separator: "\n\n") }

  /// The tables as Markdown.
  var markdown: String { tables.map(\.markdown).joined(separator: "\n\n") }

  /// The tables as CSV, with a row for each figure.
  var csv: String {
    (["table,row,column,mean,deviation"] + tables.flatMap(\.csvRows)).joined(separator: "\n")
  }
}
