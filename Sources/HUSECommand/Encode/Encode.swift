import ArgumentParser
import Foundation
import HUSE

/// Turns pictures and texts into feature files.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn pictures and texts into feature files.",
    discussion: """
      Writes features-00000.safetensors and so on, some items a file, and manifest.json. The \
      same command resumes after an interruption, and encodes only what is new or has changed \
      since; it refuses a folder of other encoders, or of none of the items. The folder is data \
      for train, evaluate, embed and compare; of UPMC Food-101 it keeps which items are for the \
      test.
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup var encoders: EncoderOptions

  @Option(name: [.customShort("o"), .long], help: "The folder for the feature files.")
  var output: FilePath

  @Option(help: "How many items go to a file.")
  var shardSize = 4096

  @Option(help: "How features are stored: \(StoredPrecision.list). 16 bits take half the space.")
  var precision = StoredPrecision.float32

  @OptionGroup var report: ReportOptions

  func validate() throws { try Ranges.checkAboveZero(shardSize, "shard-size") }

  func run() throws {
    try OutputCheck.check([output.url], areNotAmong: [data.data.url])
    Interruption.watch()
    let (manifest, leftOut) = try data.encode(
      by: encoders, into: output.url, shardSize: shardSize, precision: precision,
      report: report,
      interrupted: "The complete files in \(output.path) stay; the same command resumes.")
    let files = manifest.shards.count { $0.file != nil }
    if report.json {
      try JSONLine.print(["files": files, "leftOut": leftOut, "rows": manifest.rowCount])
    } else if !report.quiet {
      print(
        "\(manifest.rowCount) rows in \(files) files, \(leftOut) skipped. Wrote \(output.path)")
    }
  }
}
