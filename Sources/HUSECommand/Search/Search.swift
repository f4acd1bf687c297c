import ArgumentParser
import Foundation
import HUSE
import HUSEConsole
import HUSEPostgres

/// Searches an index, or a table of PostgreSQL.
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search an index or a table with texts or images.",
    discussion: """
      `huse embed MODEL --images --output IMAGES.index` writes an index, and `huse index \
      IMAGES.index --postgres URL` loads it into a table. Prints the nearest items \
      of each input with their cosine distances, as text or as a line of JSON; or writes their \
      positions and distances, the tensors `inputs`, `positions` and `distances` of a .safetensors \
      file, or rows of input, position and distance of an .npy file.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @Argument(help: "Index that embed wrote with the same model; omitted with --postgres.")
  var index: FilePath?

  @OptionGroup var input: InputOptions

  @OptionGroup var table: TableOptions

  @OptionGroup var filter: FilterOptions

  @Option(name: [.customShort("k"), .long], help: "Number of items to find for each input.")
  var limit = 5

  @Flag(help: "Compare every item of a table, or of an index that embed wrote with --approximate.")
  var exact = false

  @Option(
    help: "Format of the results: \(SearchFormat.list). By default that of --output, else text.")
  var format: SearchFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: "File for the results, npy or safetensors; text and jsonl are printed.")
  var output: FilePath?

  @OptionGroup var report: ReportOptions

  mutating func validate() throws {
    try checkSource()
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

  /// Checks that there is either an index or a table.
  private mutating func checkSource() throws {
    guard table.postgres != nil else {
      if index == nil {
        throw ValidationError("Pass an index that embed wrote, or --postgres with a database.")
      }
      return
    }
    if let first = index {
      // There is no index: what stands in its place is the first input.
      input.inputs.insert(first.path, at: 0)
      index = nil
      try input.validate()
    }
    if chosenFormat == .npy || chosenFormat == .safetensors {
      throw ValidationError(
        "--format \(chosenFormat.rawValue) holds positions, which the items of a table do not have."
      )
    }
  }

  private var chosenFormat: SearchFormat {
    format ?? (report.json ? .jsonl : nil) ?? output.map {
      $0.url.pathExtension == "npy" ? .npy : .safetensors
    } ?? .text
  }

  func run() throws {
    if let pool = try table.pool() { return try search(in: pool) }
    guard let file = index else { return }
    try input.check(output, isNotAmong: [model.modelFile, file.url])
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    let index = try SearchedIndex(contentsOf: file.url, isExact: exact)
    try index.items.check(isOf: model)
    try index.check(candidates: filter.candidates, file)
    let positions = try filter.positions(in: index.items, at: file)
    var found: [Found] = []
    try input.forEachChunk(for: model, at: self.model, answering: output == nil) {
      inputs, features in
      try input.check(output, isNotAmong: inputs)
      let matches = try index.nearest(
        limit, to: input.embed(features, model: model), candidates: filter.candidates,
        among: positions)
      switch chosenFormat {
      case .text, .jsonl:
        for (input, matches) in zip(inputs, matches) {
          try show(input, matches) { ($0.identifier, $0.distance) }
        }
        try StandardOutput.check()
      case .npy, .safetensors:
        found += zip(inputs, matches).map { Found(input: $0.position, matches: $1) }
      }
    }
    if let output { try write(found, to: output) }
  }

  /// Searches a table of PostgreSQL.
  private func search(in pool: PostgresPool) throws {
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    let name = table.postgresTable
    let (condition, candidates, isExact) = (try filter.itemCondition(), filter.candidates, exact)
    let table = try AsynchronousWork.run { try await EmbeddingTable(name, in: pool) }
    try table.check(isOf: model)
    try input.forEachChunk(for: model, at: self.model, answering: true) { inputs, features in
      let queries = try input.embed(features, model: model)
      let matches = try AsynchronousWork.run { [limit] in
        try await table.nearest(
          limit, to: queries, where: condition, candidates: candidates, exactly: isExact)
      }
      for (input, matches) in zip(inputs, matches) {
        try show(input, matches) { ($0.identifier, $0.distance) }
      }
      try StandardOutput.check()
    }
  }

  private func show<Found: Encodable>(
    _ input: Input, _ matches: [Found],
    _ content: (Found) -> (identifier: String, distance: Float)
  ) throws {
    guard chosenFormat == .text else {
      return try JSONLine.print(Line(id: input.identifier, matches: matches))
    }
    print(input.identifier.escapingControls())
    for match in matches {
      let (identifier, distance) = content(match)
      print("  \(String(format: "%.3f", distance))  \(identifier.escapingControls())")
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
        source: index?.path ?? "index", problem: "the index is empty, or no item meets --where",
        remedy: "Make one of some items with `huse embed --output`, or change --where.")
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

  private struct Line<Found: Encodable>: Encodable {
    let id: String
    let matches: [Found]
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

  /// Refuses a number of candidates for a search that has none.
  func check(candidates: Int?, _ file: FilePath) throws(HUSEError) {
    guard case .exact = self, candidates != nil else { return }
    throw .invalidArgument(
      name: "--candidates", found: "a search of \(file.path) that compares all items",
      expected: "an index that embed wrote with --approximate, without --exact")
  }

  /// The nearest items of each query among some positions or all; `candidates` are those of an
  /// approximate index.
  func nearest(
    _ limit: Int, to queries: Embeddings, candidates: Int?, among positions: [Int]?
  ) throws(HUSEError) -> [[Match]] {
    let candidates = candidates ?? ApproximateIndex.defaultCandidateCount
    switch (self, positions) {
    case (.exact(let index), nil): return try index.nearest(limit, to: queries)
    case (.exact(let index), let positions?):
      return try index.nearest(limit, to: queries, among: positions)
    case (.approximate(let index), nil):
      return try index.nearest(limit, to: queries, candidates: candidates)
    case (.approximate(let index), let positions?):
      return try index.nearest(limit, to: queries, candidates: candidates, among: positions)
    }
  }
}

/// The format of the results of a search.
enum SearchFormat: String, CaseIterable, ExpressibleByArgument {
  case text, jsonl, npy, safetensors
}
