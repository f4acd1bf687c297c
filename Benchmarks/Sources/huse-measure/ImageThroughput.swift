internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// Many pictures in one call, from their encoded bytes.
struct ImageThroughput: ParsableCommand {
  @Option(help: "The file efficientnet-lite0.safetensors.") var encoder: String
  @Option(help: "The number of pictures.") var count = 32
  @OptionGroup var options: Repetitions

  func run() throws {
    let encoder = try EfficientNetLite0(contentsOf: URL(fileURLWithPath: encoder))
    let pictures = Pictures.files(count: count).map(ImageSource.data)
    let stopwatch = try Stopwatch.time(options) { _ = try encoder.features(of: pictures) }
    try Measurement("image-throughput", stopwatch, details: ["items": Double(count)]).print()
  }
}
