import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// Classifies texts or images.
struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify texts or images with a model.")

  @Argument(help: "Model file, or folder of a training.")
  var model: FilePath

  @OptionGroup var input: InputOptions

  @Option(name: [.customShort("k"), .long], help: "Number of classes to print for each input.")
  var limit = 3

  @OptionGroup var report: ReportOptions

  func validate() throws { try Ranges.checkAboveZero(limit, "limit") }

  func run() throws {
    let model = try SharedEmbedding(contentsOf: model.modelFile)
    try input.forEachChunk(for: model, at: self.model, answering: true) { inputs, features in
      let scores =
        switch input.kind {
        case .texts: try model.classify(textFeatures: features)
        case .images: try model.classify(imageFeatures: features)
        }
      for (item, input) in inputs.enumerated() {
        try show(input, scores[item].best(limit))
      }
      try StandardOutput.check()
    }
  }

  private func show(_ input: Input, _ scores: [ClassScore]) throws {
    if report.json {
      return try JSONLine.print(Line(id: input.identifier, classes: scores))
    }
    print(input.identifier.escapingControls())
    for score in scores {
      print("  \(String(format: "%.3f", score.probability))  \(score.name.escapingControls())")
    }
  }

  private struct Line: Encodable {
    let id: String
    let classes: [ClassScore]
  }
}
