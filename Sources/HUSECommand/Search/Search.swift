import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Searches an index.
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search an index with texts or images.",
    discussion: """
      `huse embed MODEL --images --output IMAGES.index` writes an index. Prints the nearest items of \
      each input with their cosine distances, as text or as a line of JSON; or writes positions and \
      distances, as the tensors `positions` and `distances` of a .safetensors file, or as rows of \
      input, position and distance in an .npy file.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @Argument(help: "Index that embed wrote with the same model.")
  var index: FilePath

  @OptionGroup var input: InputOptions

  @Option(name: [.customShort("k"), .long], help: "Number of items to find for each input.")
  var limit = 5

  @Option(
    help: "Format of the results: \(SearchFormat.list). By default that of --output, else text.")
  var format: SearchFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: "File for the results, npy or safetensors; text and jsonl are printed.")
  var output: FilePath?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if report.json, let format, format != .jsonl {
      throw ValidationError("--json is --format jsonl, not \(format.rawValue).")
    }
    try Ranges.checkAboveZero(limit, "limit")
    let format = chosenFormat
    guard (output != nil) == (format == .npy || format == .safetensors) else {
      throw ValidationError(
        output == nil
          ? "--format \(format.rawValue) needs --output."
          : "--format \(format.rawValue) is printed, without --output.")
    }
  }

  private var chosenFormat: SearchFormat {
    format ?? (report.json ? .jsonl : nil) ?? output.map {
      $0.url.pathExtension == "npy" ? .npy : .safetensors
    } ?? .text
  }

  func run() throws {
    try OutputCheck.check(
      [output?.url].compactMap(\.self), areNotAmong: [model.modelFile, index.url])
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    let index = try EmbeddingIndex(contentsOf: index.url)
    try index.check(isOf: model)
    var found: [[Match]] = []
    try input.forEachChunk(answering: output == nil) { inputs in
      try input.check(output, isNotAmong: inputs)
      let features = try input.features(of: inputs, model: model, path: self.model)
      let matches = try index.nearest(limit, to: input.embed(features, model: model))
      switch chosenFormat {
      case .text:
        for (input, matches) in zip(inputs, matches) { show(input, matches) }
        try StandardOutput.check()
      case .jsonl:
        for (input, matches) in zip(inputs, matches) {
          try JSONLine.print(Line(id: input.identifier, matches: matches))
        }
      case .npy, .safetensors: found += matches
      }
    }
    if let output { try write(found, to: output) }
  }

  private func show(_ input: Input, _ matches: [Match]) {
    print(input.identifier.escapingControls())
    for match in matches {
      print("  \(String(format: "%.3f", match.distance))  \(match.identifier.escapingControls())")
    }
  }

  private func write(_ found: [[Match]], to output: FilePath) throws {
    guard let columns = found.first?.count, columns > 0 else {
      throw HUSEError.invalidData(
        source: "inputs", problem: "there are none, or the index is empty",
        remedy: "Pass arguments or lines of standard input.")
    }
    let matches = found.flatMap(\.self)
    guard chosenFormat != .npy || matches.allSatisfy({ $0.position <= 1 << 24 }) else {
      throw HUSEError.invalidArgument(
        name: "--format npy", found: "positions above \(1 << 24), which its numbers do not hold",
        expected: "a .safetensors file or --format jsonl for an index of this size")
    }
    if chosenFormat == .npy {
      let rows = found.enumerated().flatMap { query, matches in
        matches.flatMap { [Float(query), Float($0.position), $0.distance] }
      }
      try NPYFile.write(Matrix(rows: matches.count, columns: 3, values: rows), to: output.url)
    } else {
      try SafetensorsFile.write(
        [
          "distances": Tensor(
            Matrix(rows: found.count, columns: columns, values: matches.map(\.distance)))
        ], integers: ["positions": matches.map(\.position)], to: output.url)
    }
  }

  private struct Line: Encodable {
    let id: String
    let matches: [Match]
  }
}

/// The format of the results of a search.
enum SearchFormat: String, CaseIterable, ExpressibleByArgument {
  case text, jsonl, npy, safetensors
}
