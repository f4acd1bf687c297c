internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// Writes what other programs are measured on: sentences, pictures and the distances of classes.
struct WriteInputs: ParsableCommand {
  @Argument(help: "The folder to write to.") var folder: String
  @Option(help: "The number of sentences.") var sentences = 1000
  @Option(help: "The number of pictures.") var pictures = 32

  func run() throws {
    let folder = URL(fileURLWithPath: folder)
    let pictureFolder = folder.appendingPathComponent("pictures")
    // The peers take every file of the folder.
    try? FileManager.default.removeItem(at: pictureFolder)
    try FileManager.default.createDirectory(at: pictureFolder, withIntermediateDirectories: true)
    try Data(Sentences.recipes(count: sentences).joined(separator: "\n").utf8)
      .write(to: folder.appendingPathComponent("sentences.txt"))
    for (number, picture) in Pictures.files(count: pictures).enumerated() {
      try picture.write(to: pictureFolder.appendingPathComponent("\(1000 + number).png"))
    }
    let graph = try ClassEmbeddings.graph(count: PaperLabels.classCount)
    try NPYFile.write(
      graph.distances, to: folder.appendingPathComponent("class-distances.npy"))
  }
}
