import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Exports models and indexes for other programs.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a model, an index or an evaluation for other programs.",
    discussion: """
      onnx: a folder with image.onnx and text.onnx, from features to embeddings and class scores.
      sentence-transformers: a folder that this Python package loads, for the text side.
      trec: a folder with the runs and qrels of an evaluation, in four directions.
      jsonl, csv, npy, faiss: a file with the vectors of an index; faiss is a flat index of inner \
      products.
      """)

  @Argument(help: "Model file, or folder of a training; for vectors, an index.")
  var input: FilePath

  @Option(
    help: "Format: \(ExportFormat.list). By default that of the extension of --output.")
  var format: ExportFormat?

  @Option(name: [.customShort("o"), .long], help: "File, or new folder.")
  var output: FilePath

  @Option(
    help: """
      CSV file for the names of the rows, with npy or faiss, which do not hold them.
      """)
  var identifiers: FilePath?

  @Flag(
    help: """
      Whether to omit the part of the embeddings that holds the predicted classes, so that they \
      are the outputs of the towers. sentence-transformers needs it for a model that has this \
      part.
      """)
  var withoutClassComponent = false

  @OptionGroup(title: "For trec") var measured: MeasuredData

  @Option(help: "Number of ranks of a query. mAP over all items needs as many as there are items.")
  var depth = TRECRun.usualDepth

  @OptionGroup var report: ReportOptions

  /// The format, from the option or from the name of the output.
  private var chosenFormat: ExportFormat? {
    format ?? ExportFormat(rawValue: output.url.pathExtension.lowercased())
  }

  func validate() throws {
    guard let format = chosenFormat else {
      throw ValidationError("Pass --format: \(ExportFormat.list).")
    }
    if identifiers != nil, format.vectors?.holdsIdentifiers != false {
      throw ValidationError("--identifiers needs --format npy or faiss.")
    }
    if withoutClassComponent, format.vectors != nil {
      throw ValidationError("--without-class-component is for models; embed again with one.")
    }
    if format == .trec {
      try measured.check(with: input)
      guard depth > 0 else { throw ValidationError("--depth is \(depth), expected at least 1.") }
    } else if measured.isThere {
      throw ValidationError("--data and --config need --format trec.")
    }
  }

  func run() throws {
    guard let format = chosenFormat else { return }
    try OutputCheck.check(
      [output.url, identifiers?.url].compactMap(\.self),
      areNotAmong: [input.modelFile, measured.data?.url])
    if let vectors = format.vectors {
      let index = try EmbeddingIndex(contentsOf: input.url)
      try vectors.write(index, to: output.url)
      if let identifiers {
        try CSVFile.write(identifiers: index.identifiers, to: identifiers.url)
      }
    } else {
      let whole = try SharedEmbedding(contentsOf: input.modelFile)
      let model = withoutClassComponent ? whole.withoutClassComponent : whole
      switch format {
      case .onnx: try ONNXModel.write(model, to: output.url)
      case .sentenceTransformers:
        try SentenceTransformersFolder(of: model).write(to: output.url)
      case .trec:
        let pairs = try measured.pairs(for: model, path: input, report: report).pairs
        let (images, texts) = try model.embed(pairs)
        try TRECRun(images: images, texts: texts, labels: pairs.labels)
          .write(to: output.url, depth: depth)
      case .jsonl, .csv, .npy, .faiss: break
      }
    }
    if !report.quiet, !report.json { StandardError.writeLine("Wrote \(output.shown)") }
  }
}
