import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Trains and measures systems side by side.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare HUSE with other ways to learn a shared space, on your data.",
    discussion: """
      HUSE is the recipe of train without options. All other systems with towers have the towers, \
      initial weights, schedule, regularisation and batches of that recipe's rule. For each random \
      split into training and held-out pairs, every other system gets the same number of trials of \
      random search. A trial is scored on a validation part of the training pairs, by the mean of \
      R@1, mAP and HP@5. The system is then trained with its best settings on all training pairs, \
      and measured on the held-out pairs.

      Finished trainings are kept in the output folder, so the same command resumes after an \
      interruption. Writes tables.txt, tables.md, tables.csv, tables.json and journal.jsonl. With \
      --json the tables are printed as a line of JSON.
      """)

  @OptionGroup var source: DataOptions

  @OptionGroup var encoders: EncoderOptions

  @OptionGroup var classes: ClassGraphOptions

  @Option(help: "Folder for features, the journal and the tables.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "Systems, separated by commas, or all: "
        + ComparedSystem.allCases.map(\.rawValue).joined(separator: ", "), valueName: "names"))
  var systems = Self.all

  private static let all = "all"
  private static let journalName = "journal.jsonl"

  private enum TableFile: String, CaseIterable {
    case text = "tables.txt"
    case markdown = "tables.md"
    case csv = "tables.csv"
    case json = "tables.json"
  }

  @Option(help: "Number of random splits, each with its own seed. 5 by default.")
  var seeds: Int?

  @Option(help: "Number of settings tried for each system and split. 6 by default.")
  var trials: Int?

  @Flag(help: "Whether one split and four trials are enough.")
  var quick = false

  @Flag(help: "Whether versions of one image may be on both sides of a split.")
  var ignoreGroups = false

  @Option(help: "Share of the pairs that is held out.")
  var testFraction = 0.2

  @Option(help: "Seed of the splits, the initial weights and the settings that are tried.")
  var seed: UInt64 = 7

  @OptionGroup var report: ReportOptions

  func validate() throws {
    _ = try chosenSystems()
    try classes.hierarchy.checkTogether()
    try Ranges.checkCount(seeds, "seeds")
    try Ranges.checkCount(trials, "trials")
    guard testFraction > 0, testFraction < 0.9 else {
      throw ValidationError("--test-fraction must lie between 0 and 0.9.")
    }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    let hierarchy = classes.hierarchy
    try OutputCheck.check(
      [folder, folder.appendingPathComponent(Self.journalName)]
        + TableFile.allCases.map { folder.appendingPathComponent($0.rawValue) },
      areNotAmong: [
        source.data, encoders.imageEncoder?.filePath, encoders.textEncoder?.filePath,
        hierarchy.taxonomy, hierarchy.wordnet, hierarchy.synsets?.filePath,
      ].map { $0?.url })
    try FileManager.default.createFolder(at: folder)
    Interruption.watch()
    let features = folder.appendingPathComponent("features", isDirectory: true)
    let encoded = try source.encoded(by: encoders, into: features, report: report.withoutJSON())
    var systems = try chosenSystems()
    let data = try ComparisonData(
      encoded.features(), path: encoded.data.path, ignoringGroups: ignoreGroups, meaning: classes,
      encoders: encoders, findsClassesByName: systems.contains(.zeroShot))
    if data.zeroShotClassifier == nil {
      if self.systems != Self.all, systems.contains(.zeroShot) { _ = try ZeroShotSystem(nil) }
      systems.removeAll { $0 == .zeroShot }
    }
    let comparison = Comparison(
      data: data, systems: systems, trials: trials ?? (quick ? 4 : 6),
      splits: seeds ?? (quick ? 1 : 5), testFraction: testFraction, firstSeed: seed)
    var journal = try Journal(
      file: folder.appendingPathComponent(Self.journalName), plan: comparison.plan)
    do {
      try comparison.run(&journal, observer: CompareReporter(options: report))
    } catch let stop as Interruption.Stop {
      throw stop.exit(
        "Finished trainings are kept in \(output.escapingControls())/journal.jsonl: "
          + "the same command resumes.")
    }
    ProgressLine.end()
    let tables = try ComparisonTables(journal, comparison: comparison)
    try write(tables, to: folder)
    try show(tables, in: folder)
  }

  private func show(_ tables: ComparisonTables, in folder: URL) throws {
    if report.json {
      try JSONLine.print(tables)
    } else if !report.quiet {
      print(tables.text)
      print("\nWrote tables.txt, .md, .csv and .json to \(folder.path.escapingControls())")
    }
  }

  private func write(_ tables: ComparisonTables, to folder: URL) throws {
    var files = FileSet()
    for file in TableFile.allCases {
      let content =
        switch file {
        case .text: tables.text + "\n"
        case .markdown: tables.markdown
        case .csv: tables.csv
        case .json: try JSONLine.text(tables, isPretty: true)
        }
      try files.add(folder.appendingPathComponent(file.rawValue)) {
        try AtomicWrite.write(Data(content.utf8), to: $0)
      }
    }
    try files.commit()
  }

  private func chosenSystems() throws -> [ComparedSystem] {
    guard systems != Self.all else { return ComparedSystem.allCases }
    let names = systems.split(separator: ",")
    guard !names.isEmpty, Set(names).count == names.count else {
      throw ValidationError("--systems: name at least one, and each once.")
    }
    return try names.map { name in
      guard let system = ComparedSystem(rawValue: String(name)) else {
        throw ValidationError(
          "--systems: there is no '\(name)'. There are "
            + ComparedSystem.allCases.map(\.rawValue).joined(separator: ", ") + ".")
      }
      return system
    }
  }
}
