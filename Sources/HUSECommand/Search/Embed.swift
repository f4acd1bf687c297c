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
      .safetensors file, which is an index for search.
      """)

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @OptionGroup var input: InputOptions

  @Option(help: "Feature files to embed in place of inputs, as for train.")
  var data: FilePath?

  @Option(help: "Format of the embeddings: \(VectorFormat.list). By default that of --output.")
  var format: VectorFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: "File for the embeddings. By default jsonl is written to standard output.")
  var output: FilePath?

  @Option(
    help: """
      How an index stores its vectors: \(VectorStorage.list). By default float32; int8 takes a \
      quarter of the time of a search, and a quarter more space.
      """)
  var storage: VectorStorage?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if storage != nil, (format ?? output.map { VectorFormat(file: $0) }) != .safetensors {
      throw ValidationError("--storage is of an index: pass --output with a .safetensors file.")
    }
    if report.json, let format, format != .jsonl {
      throw ValidationError("--json is --format jsonl, not \(format.rawValue).")
    }
    if data != nil, !input.inputs.isEmpty || input.jsonLines {
      throw ValidationError("--data takes no inputs.")
    }
    if output == nil, let format, format != .jsonl {
      throw ValidationError("--format \(format.rawValue) needs --output.")
    }
  }

  func run() throws {
    try OutputCheck.check(
      [output?.url].compactMap(\.self), areNotAmong: [model.modelFile, data?.url])
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    let format =
      format ?? (report.json ? .jsonl : nil) ?? output.map { VectorFormat(file: $0) } ?? .jsonl
    if let data {
      let options = try DataOptions.parse(["--data=\(data.path)"])
      let pairs = try options.features(allowsEmptyClasses: true).pairs
      let features = input.kind == .texts ? pairs.texts : pairs.images
      try write(
        input.embed(features, model: model), of: model,
        identifiers: pairs.identifiers ?? (0..<pairs.count).map(String.init), format)
    } else if format == .jsonl, output == nil {
      // Each line is answered at once, since standard input may have no end.
      try input.forEachChunk(answering: true) { inputs in
        let features = try input.features(of: inputs, model: model, path: self.model)
        let lines = try VectorFormat.lines(
          of: input.embed(features, model: model), identifiers: inputs.map(\.identifier))
        print(lines.joined(separator: "\n"))
        try StandardOutput.check()
      }
    } else {
      var (features, identifiers): ([Matrix], [String]) = ([], [])
      var names: Set<String> = []
      try input.forEachChunk(answering: false) { inputs in
        try input.check(output, isNotAmong: inputs)
        if format == .safetensors {
          for (row, name) in inputs.map(\.identifier).enumerated() {
            guard names.insert(name).inserted else {
              throw HUSEError.invalidRow(
                source: "inputs", row: identifiers.count + row, column: nil,
                problem: "'\(name.prefix(60))' is duplicated",
                remedy:
                  "Each item of an index needs a name of its own; --json-lines gives inputs ids.")
            }
          }
        }
        features.append(try input.features(of: inputs, model: model, path: self.model))
        identifiers += inputs.map(\.identifier)
      }
      guard !features.isEmpty else {
        throw HUSEError.invalidData(
          source: "inputs", problem: "there are none",
          remedy: "Pass arguments or lines of standard input.")
      }
      try write(
        input.embed(.joining(features), model: model), of: model, identifiers: identifiers,
        format)
    }
  }

  private func write(
    _ embeddings: Embeddings, of model: SharedEmbedding, identifiers: [String],
    _ format: VectorFormat
  ) throws {
    guard let output else {
      print(
        try VectorFormat.lines(of: embeddings, identifiers: identifiers).joined(separator: "\n"))
      return
    }
    guard format == .safetensors else {
      return try format.write(embeddings, identifiers: identifiers, to: output.url)
    }
    try EmbeddingIndex(
      embeddings, identifiers: identifiers, modelFingerprint: model.fingerprint,
      storage: storage ?? .float32
    ).write(to: output.url)
  }
}
