internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// Many pictures in one call, from their encoded bytes.
struct ImageThroughput: ParsableCommand {
  @Option(help: "The file efficientnet-lite0.safetensors, or the folder of a pretrained model.")
  var encoder: String
  @Option(help: "The number of pictures.") var count = 32
  @Option(help: "A .npy file to write the features to.") var check: String?
  @OptionGroup var options: Repetitions

  func run() throws {
    let file = URL(fileURLWithPath: encoder)
    let encoder: any ImageEncoder =
      file.pathExtension == "safetensors"
      ? try EfficientNetLite0(contentsOf: file) : try PretrainedImageEncoder(contentsOf: file)
    let pictures = Pictures.files(count: count).map(ImageSource.data)
    if let check {
      try NPYFile.write(encoder.features(of: pictures), to: URL(fileURLWithPath: check))
    }
    let stopwatch = try Stopwatch.time(options) { _ = try encoder.features(of: pictures) }
    try Measurement("image-throughput", stopwatch, details: ["items": Double(count)]).print()
  }
}
