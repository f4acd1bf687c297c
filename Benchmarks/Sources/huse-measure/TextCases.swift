internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// Where the weights of the text model are.
struct TextEncoderFolder: ParsableArguments {
  @Option(help: "The folder of a text model.") var encoder: String
  @Flag(help: "Read the folder as PretrainedTextEncoder instead of BERTEncoder.")
  var pretrained = false
  @OptionGroup var precision: PrecisionOption

  func model() throws -> SharedEmbedding {
    try .embeddingTexts(
      with: URL(fileURLWithPath: encoder), isBERT: !pretrained,
      precision: precision.precision)
  }
}

/// One short text at a time.
struct TextLatency: ParsableCommand {
  @OptionGroup var folder: TextEncoderFolder
  @OptionGroup var options: Repetitions

  func run() throws {
    let model = try folder.model()
    let stopwatch = try Stopwatch.time(options) { _ = try model.embed(text: Sentences.short) }
    try Measurement("text-latency", stopwatch).print()
  }
}

/// Many sentences in one call.
struct TextThroughput: ParsableCommand {
  @Option(help: "The number of sentences.") var count = 1000
  @OptionGroup var folder: TextEncoderFolder
  @OptionGroup var options: Repetitions

  func run() throws {
    let model = try folder.model()
    let sentences = Sentences.recipes(count: count)
    let stopwatch = try Stopwatch.time(options) { _ = try model.embed(texts: sentences) }
    try Measurement("text-throughput", stopwatch, details: ["items": Double(count)]).print()
  }
}

/// Loads the encoder, embeds one text and ends: the caller times the process.
struct FirstEmbedding: ParsableCommand {
  @OptionGroup var folder: TextEncoderFolder

  func run() throws {
    var stopwatch = Stopwatch()
    stopwatch.start()
    _ = try folder.model().embed(text: Sentences.short)
    stopwatch.lap()
    try Measurement("first-embedding", stopwatch).print()
  }
}
