internal import ArgumentParser
import Foundation
import HUSE

/// The work of a search of SearchServer as calls of the library: embeds a text and finds the 10
/// nearest items, one text after another.
struct TextSearch: ParsableCommand {
  @Option(help: "A model.") var model: String
  @Option(help: "An index of embeddings of this model.") var index: String
  @Option(help: "A file with a text in each line.") var texts: String
  @OptionGroup var options: Repetitions

  func run() throws {
    let model = try SharedEmbedding(contentsOf: URL(fileURLWithPath: model))
    let index = try EmbeddingIndex(contentsOf: URL(fileURLWithPath: index))
    let texts = try String(contentsOfFile: texts, encoding: .utf8).split(separator: "\n")
    guard !texts.isEmpty else { throw ValidationError("The file of texts is empty.") }
    var turn = 0
    let stopwatch = try Stopwatch.time(options) {
      _ = try index.nearest(10, to: model.embed(text: String(texts[turn % texts.count])))
      turn += 1
    }
    try Measurement("text-search", stopwatch, details: ["items": Double(index.count)]).print()
  }
}
