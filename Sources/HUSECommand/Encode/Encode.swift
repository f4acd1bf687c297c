import ArgumentParser
import Foundation
import HUSE

/// Turns pictures and texts into feature files.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn pictures and texts into feature files.",
    discussion: """
      Writes features-00000.safetensors and so on, some items a file, and manifest.json. The same \
      command goes on after an interruption; it refuses a folder of other items or encoders. The \
      folder is data for train, evaluate, embed and compare; of UPMC Food-101 it keeps which items \
      are for the test.
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup var encoders: EncoderOptions

  @Option(name: [.customShort("o"), .long], help: "The folder for the feature files.")
  var output: FilePath

  @Option(help: "How many items go to a file.")
  var shardSize = 4096

  @Option(help: "How features are stored: \(FeaturePrecision.list). 16 bits take half the space.")
  var precision = FeaturePrecision.float32

  @Option(
    help: """
      What is done with a row that cannot be used, such as one with a broken image or an empty \
      text: \(InvalidRow.list).
      """)
  var onInvalid = InvalidRow.fail

  @OptionGroup var report: ReportOptions

  func validate() throws { try Ranges.checkAboveZero(shardSize, "shard-size") }

  func run() throws {
    try OutputCheck.check([output.url], areNotAmong: [data.data.url])
    let items = try data.items(onInvalidRow: onInvalid.policy)
    tell(items.dropped.map { $0.commandText(ofRowLeftOut: true) })
    let (image, text) = (try encoders.image(), try encoders.text())
    let job = try EncodingJob(
      items: items, folder: output.url, images: image.encoder, identity: image.identity(),
      texts: text.encoder, identity: text.identity(), shardSize: shardSize,
      precision: precision.stored, onInvalidItem: onInvalid.policy)
    let reporter = EncodingReporter(options: report)
    Interruption.watch()
    let manifest = try job.run { progress in
      try reporter.report(progress)
      try Interruption.check(
        "The whole files in \(output.path) stay: the same command goes on behind them.")
    }
    ProgressLine.end()
    tell(manifest.leftOut)
    try finish(manifest, dropped: items.dropped.count)
  }

  /// Rows that were left out are named whatever else is said.
  private func tell(_ problems: [String]) {
    for problem in problems { Console.note("left out: \(problem.escapingControls())") }
  }

  private func finish(_ manifest: EncodingManifest, dropped: Int) throws {
    let leftOut = manifest.leftOut.count + dropped
    let files = manifest.shards.count { $0.file != nil }
    if report.json {
      try JSONLine.print(["files": files, "leftOut": leftOut, "rows": manifest.rowCount])
    } else if !report.quiet {
      print(
        "\(manifest.rowCount) rows in \(files) files, \(leftOut) left out. Wrote \(output.path)")
    }
  }
}

/// How features are stored.
enum FeaturePrecision: String, CaseIterable, ExpressibleByArgument {
  case float32, float16, bfloat16

  var stored: StoredPrecision {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }
}

/// What is done with a row that cannot be used.
enum InvalidRow: String, CaseIterable, ExpressibleByArgument {
  case skip, fail

  var policy: InvalidRowPolicy { self == .skip ? .drop : .fail }
}
