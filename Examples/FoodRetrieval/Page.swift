import Foundation
import HUSE

/// The page with the figures over all splits, and what the model of the first split finds.
enum Page {
  static let sampleQueries = [
    "a slice of pizza", "red apple", "a cup of hot coffee", "birthday cake with candles",
    "glass of wine", "fresh vegetables", "fried eggs and bacon", "ice cream cone",
    "loaf of bread", "something sweet for children", "yellow tropical fruit", "cold beer",
  ]

  /// The report on the items that the model of the first split has not seen.
  static func report(
    on set: FoodSet, _ reports: [SetReport], queries: [String], images: [URL]
  ) throws(HUSEError) -> ModelReport {
    let first = reports[0]
    let rows = first.heldOut.sorted()
    var page = try ModelReport(
      of: first.model,
      on: ReportItems(
        set.features.selecting(rows: rows), showing: set.items.selecting(rows: rows)),
      taxonomy: Taxonomy(classPaths: first.classNames), title: "Food retrieval with HUSE",
      introduction: "Images and texts in one space: a text finds images, an image finds texts. "
        + "All that is searched here was held out of the training.")
    page.tables = reports.flatMap(tables)
    for text in queries { try page.search(for: text) }
    for image in images { try page.search(with: image) }
    return page
  }

  private static func tables(_ report: SetReport) -> [ReportTable] {
    let note =
      "\(report.itemCount) items in \(report.classNames.count) classes, "
      + "\(report.testCount) held out; \(report.averaging)."
    let retrieval = ReportTable(
      title: "Retrieval: \(report.name)", note: note, rowTitle: "direction",
      columns: Experiment.ranks.map { "R@\($0)" } + ["chance R@1", "untrained R@1"],
      rows: RetrievalDirection.allCases.map { direction in
        ReportTable.Row(
          "\(direction)",
          Experiment.ranks.map { ReportFigure(report.recall(direction, at: $0)) }
            + [report.chance(direction, at: 1), report.untrained(direction, at: 1)]
            .map { $0.map { ReportFigure($0) } })
      })
    let accuracy = ReportTable(
      title: "Accuracy: \(report.name)", rowTitle: "input", columns: ["accuracy"],
      rows: report.accuracies.map { ReportTable.Row($0.name, [ReportFigure($0.value)]) })
    return [retrieval, accuracy]
  }
}

extension ReportFigure {
  fileprivate init(_ spread: Spread) { self.init(spread.mean, deviation: spread.deviation) }
}
