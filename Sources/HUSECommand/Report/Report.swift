import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Writes a page about a model.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a page about a model: figures, searches, errors and a map.",
    discussion: """
      Measures the rows of --data, or a part of the data of a training, as evaluate does, and \
      writes one HTML file without scripts and external resources: the curves of the training, \
      figures with their deviations, what texts and images find, the worst errors, confused \
      classes, figures of every class, and a map of the space.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @Option(name: [.customShort("o"), .long], help: "File for the page, such as page.html.")
  var output: FilePath

  @OptionGroup var measured: MeasuredData

  @Option(
    help: """
      Folder with the images and texts of the data, where the data is features: they are matched \
      by their identifiers. Without it the page has only these.
      """)
  var items: FilePath?

  @Option(help: ArgumentHelp("Text that searches the images, also repeated.", valueName: "text"))
  var query: [String] = []

  @OptionGroup var hierarchy: HierarchyOptions

  @OptionGroup var report: ReportOptions

  func validate() throws {
    try hierarchy.checkTogether()
    try measured.check(with: model)
    if output.isFolder {
      throw ValidationError("--output is a folder: pass the name of a file, such as page.html.")
    }
  }

  func run() throws {
    let training = try measured.training(of: model)
    try OutputCheck.check([output.url], areNotAmong: inputs(of: training?.settings))
    let embedding = try SharedEmbedding(contentsOf: model.modelFile)
    // Before the work, which may take long.
    if !query.isEmpty { _ = try model.textEncoder(of: embedding) }
    let data = try measured.pairs(for: embedding, path: model, report: report.withoutJSON())
    let items = try shownItems(of: data, training: training?.settings)
    try OutputCheck.check([output.url], areNotAmong: items?.map(\.image) ?? [])
    let tree = try
      (hierarchy.isGiven ? hierarchy : training?.settings.classes.hierarchy ?? hierarchy)
      .tree(of: embedding.classNames)
    var page = try ModelReport(
      of: embedding,
      on: ReportItems(
        data.pairs, showing: items, identifiers: data.identifiers, groups: data.groups),
      taxonomy: tree, title: "Report on \(model.url.lastPathComponent)",
      introduction: introduction)
    if let curves = try curves(of: training?.file) { page.charts = curves }
    for text in query { try page.search(for: text) }
    try page.write(to: output.url)
    if report.json {
      print(
        try JSONLine.text(
          Figures(page.figures, pairs: data.pairs.count, output: output.path), isPretty: true))
    } else if !report.quiet {
      StandardError.writeLine("Wrote \(output.shown)")
    }
  }

  /// The files that are read, but for images.
  private func inputs(of training: TrainingSettings?) -> [URL?] {
    let folder = ModelFolder(url: model.url)
    let own = model.isFolder ? folder.files : [model.url]
    let tables = [measured.data, items].map { $0?.url.appendingPathComponent(measured.table) }
    return own + tables
      + [measured.data, measured.config, hierarchy.taxonomy, hierarchy.synsets?.filePath]
      .map { path in path.flatMap { $0.isFolder ? nil : $0.url } }
      + (training?.inputs ?? []).map { url in url.flatMap { $0.hasDirectoryPath ? nil : $0 } }
  }

  /// A sentence about what was measured.
  private var introduction: String {
    if let data = measured.data { return "All rows of \(data.path) with \(model.path)." }
    return switch measured.part {
    case .test: "The test rows of the training of \(model.path), which it has not seen."
    case .validation:
      "The validation rows of the training of \(model.path), which decided when to stop: the "
        + "figures are somewhat too good."
    case .train:
      "The rows that \(model.path) was trained on: the figures are those of memory, and too good."
    }
  }

  private func curves(of settings: FilePath?) throws(HUSEError) -> [ReportChart]? {
    let folder = model.isFolder ? model.url : settings?.url.deletingLastPathComponent()
    guard let file = folder?.appendingPathComponent(CSVCurves.name),
      FileManager.default.fileExists(atPath: file.path)
    else { return nil }
    return try CSVCurves.charts(of: file)
  }

  private struct Figures: Encodable {
    let output: String
    let pairs: Int
    let measures: [String: Double]
    let deviations: [String: Double]

    init(_ figures: [String: ReportFigure], pairs: Int, output: String) {
      (self.output, self.pairs) = (output, pairs)
      measures = figures.mapValues(\.value)
      deviations = figures.compactMapValues(\.deviation)
    }
  }
}

extension Report {
  /// The images and texts of measured pairs; `nil` if only features are known.
  ///
  /// - Throws: the errors of reading them; `HUSEError.invalidData` if a pair is not among them.
  private func shownItems(
    of data: MeasuredPairs, training: TrainingSettings?
  ) throws -> PairedItems? {
    let options: DataOptions
    if let items {
      options = try DataOptions.parse([
        "--data=\(items.path)", "--table=\(measured.table)", "--on-invalid=\(measured.onInvalid)",
      ])
    } else {
      options = try training?.data ?? measured.dataOptions()
      guard !options.holdsFeatures else { return nil }
    }
    guard let identifiers = data.identifiers else {
      throw HUSEError.invalidData(
        source: "--items",
        problem: "needs the identifiers of rows, which are read into memory only",
        remedy: "Train with --feature-storage memory.")
    }
    let all = try options.items()
    // An identifier may be repeated: items of one identifier are taken in their order.
    var rows = Dictionary(grouping: all.indices.reversed()) { all[$0].identifier }
    var chosen: [Int] = []
    for identifier in identifiers {
      guard let row = rows[identifier]?.popLast() else {
        throw HUSEError.invalidData(
          source: options.data.path, problem: "has no item '\(identifier)', which was measured",
          remedy: "Pass the folder of images and texts that the features were made of.")
      }
      chosen.append(row)
    }
    return all.selecting(rows: chosen)
  }
}
