internal import ArgumentParser
import Foundation
import HUSE

/// Writes features of texts or images, to compare them with those of another program.
struct EncoderFeatures: ParsableCommand {
  @OptionGroup var options: EncoderOptions
  @Option(help: "A file with a text on each line.") var texts: String?
  @Option(help: "A folder of images, which are taken in the order of their names.")
  var images: String?
  @Option(help: "The .npy file to write.") var output: String

  func run() throws {
    let encoders = try options.encoders()
    let output = URL(fileURLWithPath: output)
    if let texts, let encoder = encoders.texts {
      var lines = try String(contentsOfFile: texts, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if lines.last == "" { lines.removeLast() }
      try NPYFile.write(encoder.features(of: lines), to: output)
    } else if let images, let encoder = encoders.images {
      let files = try FileManager.default.contentsOfDirectory(
        at: URL(fileURLWithPath: images), includingPropertiesForKeys: nil
      ).sorted { $0.path < $1.path }
      try NPYFile.write(encoder.features(of: files.map(ImageSource.file)), to: output)
    } else {
      throw ValidationError("Pass --texts or --images, whichever the encoder takes.")
    }
  }
}
