import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Embeds texts or images.
struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Embed texts or images with a model.",
    discussion: """
      Writes a line of JSON for each input, a .csv, .npy or .faiss file with a row for each, or a \
      .safetensors file, which is an index for search. With --data the index keeps the class and \
      the text of each item as its attributes, for search --where.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @OptionGroup var input: InputOptions

  @Option(help: "Format of the embeddings: \(VectorFormat.list). By default that of --output.")
  var format: VectorFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: "File for the embeddings. By default jsonl is written to standard output.")
  var output: FilePath?

  @Option(
    help: """
      How an index stores its vectors: \(VectorStorage.list). By default float32; int8 reads a \
      quarter of the bytes in a search and takes a quarter more space.
      """)
  var storage: VectorStorage?

  @Flag(
    help: """
      Link the items of an index into a graph, so that a search compares few of many; it may then \
      miss some.
      """)
  var approximate = false

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if storage != nil, (format ?? output.map { VectorFormat(file: $0) }) != .safetensors {
      throw ValidationError("--storage is of an index: pass --output with a .safetensors file.")
    }
    if approximate, (format ?? output.map { VectorFormat(file: $0) }) != .safetensors {
      throw ValidationError(
        "--approximate is of an index: pass --output with a .safetensors file.")
    }
    if report.json, let format, format != .jsonl {
      throw ValidationError("--json is --format jsonl, not \(format.rawValue).")
    }
    if output == nil, let format, format != .jsonl {
      throw ValidationError("--format \(format.rawValue) needs --output.")
    }
  }

  func run() throws {
    try input.check(output, isNotAmong: [model.modelFile])
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    let format =
      format ?? (report.json ? .jsonl : nil) ?? output.map { VectorFormat(file: $0) } ?? .jsonl
    guard let output else {
      // Each line is answered at once, since standard input may have no end.
      try input.forEachChunk(for: model, at: self.model, answering: true) { inputs, features in
        let lines = try VectorFormat.lines(
          of: input.embed(features, model: model), identifiers: inputs.map(\.identifier))
        print(lines.joined(separator: "\n"))
        try StandardOutput.check()
      }
      return
    }
    var (features, identifiers): ([Matrix], [String]) = ([], [])
    var attributes: [ItemAttributes] = []
    var names: Set<String> = []
    try input.forEachChunk(for: model, at: self.model, answering: false) { inputs, part in
      try input.check(output, isNotAmong: inputs)
      if format == .safetensors {
        for input in inputs where !names.insert(input.identifier).inserted {
          throw HUSEError.invalidRow(
            source: "inputs", row: input.position, column: nil,
            problem: "'\(input.identifier.prefix(60))' is duplicated",
            remedy: "Each item of an index needs a name of its own; --json-lines gives inputs ids.")
        }
      }
      features.append(part)
      identifiers += inputs.map(\.identifier)
      attributes += inputs.compactMap(\.attributes)
    }
    guard !features.isEmpty else { throw input.nothing }
    try write(
      input.embed(.joining(features), model: model), of: model, identifiers: identifiers,
      attributes, format, to: output)
  }

  private func write(
    _ embeddings: Embeddings, of model: SharedEmbedding, identifiers: [String],
    _ attributes: [ItemAttributes], _ format: VectorFormat, to output: FilePath
  ) throws {
    guard format == .safetensors else {
      return try format.write(embeddings, identifiers: identifiers, to: output.url)
    }
    var index = try EmbeddingIndex(
      embeddings, identifiers: identifiers, modelFingerprint: model.fingerprint,
      storage: storage ?? .float32)
    if !attributes.isEmpty { try index.setAttributes(attributes) }
    if approximate {
      try ApproximateIndex(index).write(to: output.url)
    } else {
      try index.write(to: output.url)
    }
  }
}
