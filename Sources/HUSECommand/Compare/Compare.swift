import ArgumentParser
import Foundation
import HUSE

/// Trains and measures systems side by side.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare HUSE with other ways to learn a space, on your data.",
    discussion: """
      Every system has the same towers, features and batches. On each division of the data into \
      training and held-out items, every system has as many trials of random search on a validation \
      part of the training items, judged by R@1 and HP@5; the best settings are then trained on all \
      of them and measured on the held-out ones. Finished trainings are kept in the output folder: \
      the same command goes on after an interruption. Writes tables.txt, tables.md, tables.csv, \
      tables.json and journal.jsonl.
      """)

  @OptionGroup var source: DataOptions

  @OptionGroup var encoders: EncoderOptions

  @OptionGroup var classes: MeaningOptions

  @Option(help: "Where to keep features, the journal and the tables.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "The systems, separated by commas, or all: "
        + ComparedSystem.allCases.map(\.rawValue).joined(separator: ", "), valueName: "names"))
  var systems = "all"

  @Option(help: "How many random divisions, each with its seed, to average over. 5 by default.")
  var seeds: Int?

  @Option(help: "How many settings are tried for every system and division. 6 by default.")
  var trials: Int?

  @Flag(help: "One division and four trials.")
  var quick = false

  @Flag(help: "Let versions of one picture fall on both sides of a division.")
  var ignoreGroups = false

  @Option(help: "The share of items held out.")
  var testFraction = 0.2

  @Option(help: "Decides divisions, weights and the settings that are tried.")
  var seed: UInt64 = 7

  func validate() throws {
    _ = try chosenSystems()
    try classes.hierarchy.checkTogether()
    for (name, value) in [("--seeds", seeds), ("--trials", trials)] {
      guard value.map({ $0 > 0 }) ?? true else {
        throw ValidationError("\(name) must be above 0.")
      }
    }
    guard testFraction > 0, testFraction < 0.9 else {
      throw ValidationError("--test-fraction must lie between 0 and 0.9.")
    }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: output, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw HUSEError.writeFailed(path: folder.path, problem: error.localizedDescription)
    }
    let encoded = try source.read(
      encoders: encoders, cache: folder.appendingPathComponent("features", isDirectory: true)
    ) { ProgressLine.show("\($0)") }
    ProgressLine.end()
    let data = try ComparisonData(
      encoded, ignoringGroups: ignoreGroups, meaning: classes, encoder: encoders.sentence())
    let comparison = Comparison(
      data: data, systems: try chosenSystems(), trials: trials ?? (quick ? 4 : 6),
      divisions: seeds ?? (quick ? 1 : 5), testFraction: testFraction, firstSeed: seed)
    var journal = try Journal(
      file: folder.appendingPathComponent("journal.jsonl"), plan: comparison.plan)
    try comparison.run(&journal) { progress in
      let left = progress.secondsLeft.map { ", \(Int($0 / 60) + 1) min left" } ?? ""
      ProgressLine.show("\(progress.done) of \(progress.count)\(left): \(progress.line)")
    }
    ProgressLine.end()
    let tables = ComparisonTables(journal, comparison: comparison)
    try write(tables, to: folder)
    print(tables.text)
    print("\nWrote tables.txt, .md, .csv and .json to \(folder.path)")
  }

  private func write(_ tables: ComparisonTables, to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    for (name, content) in [
      ("tables.txt", Data((tables.text + "\n").utf8)), ("tables.md", Data(tables.markdown.utf8)),
      ("tables.csv", Data(tables.csv.utf8)), ("tables.json", try encoder.encode(tables)),
    ] {
      try content.write(to: folder.appendingPathComponent(name), options: .atomic)
    }
  }

  private func chosenSystems() throws -> [ComparedSystem] {
    guard systems != "all" else { return ComparedSystem.allCases }
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

extension Comparison {
  /// What decides the result of a training: a journal goes on with the same only. More systems,
  /// trials or seeds may follow.
  var plan: String {
    "huse compare 3: \(data.pairs.count) pairs, \(data.pairs.classNames.count) classes, "
      + "images \(data.pairs.images.columns), texts \(data.pairs.texts.columns), "
      + "features \(fingerprint), test \(testFraction), seed \(firstSeed)"
  }

  /// A number that changes with the features and labels.
  private var fingerprint: String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ bits: UInt32) { value = (value ^ UInt64(bits)) &* 0x100_0000_01B3 }
    let meaning = data.meaning
    for matrix in [
      data.pairs.images, data.pairs.texts, meaning.embeddings, meaning.graph.distances,
    ] {
      for number in matrix.values { add(number.bitPattern) }
    }
    for label in data.pairs.labels + (data.officialTest ?? []) {
      add(UInt32(truncatingIfNeeded: label))
    }
    for text in [meaning.taxonomy.description, "\(data.groups)"] {
      for byte in text.utf8 { add(UInt32(byte)) }
    }
    return String(value, radix: 16)
  }
}
