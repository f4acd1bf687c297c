import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Embeds texts or pictures.
struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Embed texts or pictures with a model.",
    discussion: """
      Writes a line of JSON for each input, a .csv, .npy or .faiss file with a row for each, or a \
      .safetensors file that is an index for search.
      """)

  @Argument(help: "A model file, or the folder of a training.")
  var model: FilePath

  @OptionGroup var input: InputOptions

  @Option(help: "Takes the inputs' features from feature files instead, as for train.")
  var data: FilePath?

  @Option(help: "How embeddings are written: \(VectorFormat.list). By default after --output.")
  var format: VectorFormat?

  @Option(name: [.customShort("o"), .long], help: "The file; jsonl goes to standard output.")
  var output: FilePath?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if report.json, let format, format != .jsonl {
      throw ValidationError("--json is --format jsonl, not \(format.rawValue).")
    }
    if data != nil, !input.inputs.isEmpty || input.jsonLines {
      throw ValidationError("--data goes without inputs.")
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
      // A line as soon as it is there: standard input may have no end.
      try input.forEachChunk(answering: true) { inputs in
        let features = try input.features(of: inputs, model: model, path: self.model)
        let answers = try EmbeddingIndex(
          input.embed(features, model: model), identifiers: inputs.map(\.identifier))
        print(try VectorFormat.lines(of: answers).joined(separator: "\n"))
        try StandardOutput.check()
      }
    } else {
      var (features, identifiers): ([Matrix], [String]) = ([], [])
      try input.forEachChunk(answering: false) { inputs in
        try input.check(output, isNotAmong: inputs)
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
    let index = try EmbeddingIndex(
      embeddings, identifiers: identifiers, modelFingerprint: model.fingerprint)
    if let output {
      try format.write(index, to: output.url)
    } else {
      print(try VectorFormat.lines(of: index).joined(separator: "\n"))
    }
  }
}
