import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Embeds texts or pictures.
struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Embed texts or pictures with a model.",
    discussion: """
      Writes a line of JSON for each input, an .npy file of a row for each, or a .safetensors file \
      that is an index for search.
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
        let embeddings = try input.embed(features, model: model)
        print(try lines(embeddings, inputs.map(\.identifier)).joined(separator: "\n"))
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
    guard let output else {
      print(try lines(embeddings, identifiers).joined(separator: "\n"))
      return
    }
    switch format {
    case .jsonl:
      let text = try lines(embeddings, identifiers).map { $0 + "\n" }.joined()
      try AtomicWrite.write(Data(text.utf8), to: output.url)
    case .npy: try NPYFile.write(embeddings.vectors, to: output.url)
    case .safetensors:
      try EmbeddingIndex(
        embeddings, identifiers: identifiers, modelFingerprint: model.fingerprint
      ).write(to: output.url)
    }
  }

  private func lines(_ embeddings: Embeddings, _ identifiers: [String]) throws -> [String] {
    try zip(identifiers, embeddings).map { identifier, embedding in
      try JSONLine.text(Line(id: identifier, embedding: Array(embedding)))
    }
  }

  private struct Line: Encodable {
    let id: String
    let embedding: [Float]
  }
}

/// How vectors are written.
enum VectorFormat: String, CaseIterable, ExpressibleByArgument {
  case jsonl, npy, safetensors

  /// The format that the name of a file says: safetensors unless it is another.
  init(file: FilePath) {
    self =
      switch file.url.pathExtension.lowercased() {
      case "npy": .npy
      case "jsonl", "json": .jsonl
      default: .safetensors
      }
  }
}
