import ArgumentParser
import Foundation
import HUSE

/// Measures a model.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the retrieval and the accuracy of a model.",
    discussion: """
      Measures all rows of --data, or a part of the data of a training, split as it was there: \
      that of --config, else that of the folder that is given as the model. Prints mean average \
      precision, R@K, the median rank, hierarchical precision and the distance of the first result \
      in the tree of classes in four directions, and accuracy and calibration error.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @OptionGroup var measured: MeasuredData

  @OptionGroup var hierarchy: HierarchyOptions

  @Option(help: "Format of the figures: \(TableFormat.list). text by default.")
  var format: TableFormat?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    try hierarchy.checkTogether()
    if report.json, let format, format != .json {
      throw ValidationError("--json is --format json, not \(format.rawValue).")
    }
    try measured.check(with: model)
  }

  func run() throws {
    let path = model
    let model = try SharedEmbedding(contentsOf: path.modelFile)
    let pairs = try measured.pairs(for: model, path: path, report: report).pairs
    let measures = try SystemMeasures(
      of: model, on: pairs, taxonomy: hierarchy.tree(of: model.classNames))
    let tables = EvaluationTables(measures, count: pairs.count)
    switch format ?? (report.json ? .json : .text) {
    case .text: print(tables.text)
    case .markdown: print(tables.markdown)
    case .csv: print(tables.csv)
    case .json:
      print(
        try JSONLine.text(
          Figures(pairs: pairs.count, measures: measures.values), isPretty: true))
    }
  }

  private struct Figures: Encodable {
    let pairs: Int
    let measures: [String: Double]
  }
}

/// The format of figures.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
  case text, markdown, csv, json
}
