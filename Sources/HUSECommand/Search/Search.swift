import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Searches an index.
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search an index with texts or images.",
    discussion: """
      `huse embed MODEL --images --output IMAGES.index` writes an index. Prints the nearest items \
      of each input with their cosine distances, as text or as a line of JSON; or writes their \
      positions and distances, the tensors `inputs`, `positions` and `distances` of a .safetensors \
      file, or rows of input, position and distance of an .npy file.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @Argument(help: "Index that embed wrote with the same model.")
  var index: FilePath

  @OptionGroup var input: InputOptions

  @Option(name: [.customShort("k"), .long], help: "Number of items to find for each input.")
  var limit = 5

  @Flag(help: "Compare every item of an index that embed wrote with --approximate.")
  var exact = false

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
    let index = try SearchedIndex(contentsOf: index.url, isExact: exact)
    try index.items.check(isOf: model)
    var found: [Found] = []
    try input.forEachChunk(for: model, at: self.model, answering: output == nil) {
      inputs, features in
      try input.check(output, isNotAmong: inputs)
      let matches = try index.nearest(limit, to: input.embed(features, model: model))
      switch chosenFormat {
      case .text:
        for (input, matches) in zip(inputs, matches) { show(input, matches) }
        try StandardOutput.check()
      case .jsonl:
        for (input, matches) in zip(inputs, matches) {
          try JSONLine.print(Line(id: input.identifier, matches: matches))
        }
      case .npy, .safetensors:
        found += zip(inputs, matches).map { Found(input: $0.position, matches: $1) }
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

  /// The items nearest to an input.
  private struct Found {
    /// The position among all inputs, those that were skipped included.
    let input: Int
    let matches: [Match]
  }

  private func write(_ found: [Found], to output: FilePath) throws {
    guard let columns = found.first?.matches.count else { throw input.nothing }
    guard columns > 0 else {
      throw HUSEError.invalidData(
        source: index.path, problem: "the index is empty",
        remedy: "Make one of some items with `huse embed --output`.")
    }
    let matches = found.flatMap(\.matches)
    guard chosenFormat != .npy || matches.allSatisfy({ $0.position <= 1 << 24 }) else {
      throw HUSEError.invalidArgument(
        name: "--format npy", found: "positions above \(1 << 24), which its numbers do not hold",
        expected: "a .safetensors file or --format jsonl for an index of this size")
    }
    if chosenFormat == .npy {
      let rows = found.flatMap { found in
        found.matches.flatMap { [Float(found.input), Float($0.position), $0.distance] }
      }
      try NPYFile.write(Matrix(rows: matches.count, columns: 3, values: rows), to: output.url)
    } else {
      try SafetensorsFile.write(
        [
          "distances": Tensor(
            Matrix(rows: found.count, columns: columns, values: matches.map(\.distance)))
        ],
        integers: ["inputs": found.map(\.input), "positions": matches.map(\.position)],
        to: output.url)
    }
  }

  private struct Line: Encodable {
    let id: String
    let matches: [Match]
  }
}

/// An index as its file has it.
private enum SearchedIndex {
  case exact(EmbeddingIndex)
  case approximate(ApproximateIndex)

  init(contentsOf file: URL, isExact: Bool) throws(HUSEError) {
    if !isExact, try ApproximateIndex.isStored(in: file) {
      self = .approximate(try ApproximateIndex(contentsOf: file))
    } else {
      self = .exact(try EmbeddingIndex(contentsOf: file))
    }
  }

  var items: EmbeddingIndex {
    switch self {
    case .exact(let index): index
    case .approximate(let index): index.items
    }
  }

  func nearest(_ limit: Int, to queries: Embeddings) throws(HUSEError) -> [[Match]] {
    switch self {
    case .exact(let index): try index.nearest(limit, to: queries)
    case .approximate(let index): try index.nearest(limit, to: queries)
    }
  }
}

/// The format of the results of a search.
enum SearchFormat: String, CaseIterable, ExpressibleByArgument {
  case text, jsonl, npy, safetensors
}
