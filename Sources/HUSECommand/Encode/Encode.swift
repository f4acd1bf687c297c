import ArgumentParser
import Foundation
import HUSE

/// Turns images and texts into feature files.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn images and texts into feature files.",
    discussion: """
      Writes features-00000.safetensors and so on, and manifest.json. The same command resumes \
      after an interruption, and encodes only what is new or has changed since; it refuses a \
      folder that holds features of other encoders or only of other items. The folder is data for \
      train, evaluate, embed and compare. It records the test part of UPMC Food-101.
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup var encoders: EncoderOptions

  @Option(name: [.customShort("o"), .long], help: "Folder for the feature files.")
  var output: FilePath

  @Option(help: "Number of items in a file.")
  var shardSize = 4096

  @Option(
    help: "Precision of the stored features: \(StoredPrecision.list). 16 bits take half the space.")
  var precision = StoredPrecision.float32

  @Option(
    help: ArgumentHelp(
      "Encode one part of the items, such as 2/8: the second of eight.",
      discussion: "Machines with the same data encode a part each; --join puts them together.",
      valueName: "number/count"))
  var part: DataPart?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Folders that encode wrote, whose features are copied.",
      discussion: "What none of them holds is encoded. The files are those of a single machine.",
      valueName: "folder"))
  var join: [FilePath] = []

  @OptionGroup var report: ReportOptions

  func validate() throws { try Ranges.checkAboveZero(shardSize, "shard-size") }

  func run() throws {
    try OutputCheck.check([output.url], areNotAmong: [data.data.url] + join.map(\.url))
    Interruption.watch()
    let (manifest, skipped) = try data.encode(
      by: encoders, into: output.url, shardSize: shardSize, precision: precision, part: part,
      joining: join.map(\.url), report: report,
      interrupted: "The complete files in \(output.shown) are kept; the same command resumes.")
    try EncodingReporter(options: report, dropped: skipped)
      .reportResult(manifest, folder: output.shown)
  }
}
