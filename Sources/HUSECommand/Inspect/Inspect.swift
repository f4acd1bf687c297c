import ArgumentParser
import Foundation
import HUSE

/// Describes a file.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describe a model, an index or a feature file.")

  @Argument(help: "File, or folder of a training or of features.")
  var file: FilePath

  @OptionGroup var report: ReportOptions

  func run() throws {
    let description = try describe()
    print(report.json ? try JSONLine.text(description, isPretty: true) : description.text)
  }

  private func describe() throws -> Description {
    guard file.exists else {
      throw HUSEError.fileNotFound(path: file.path, remedy: "Check the path.")
    }
    if file.isFolder, FileManager.default.fileExists(atPath: file.modelFile.path) {
      return try .model(FilePath(path: file.modelFile.path))
    }
    if FileManager.default.fileExists(atPath: EncodingManifest.url(in: file.url).path) {
      return try .encoded(file)
    }
    if file.isFolder { return try .pairs(file) }
    switch file.url.pathExtension.lowercased() {
    case "npy": return try .array(file)
    case "npz", "h5", "hdf5", "mat": return try .pairs(file)
    default:
      let tensors = try SafetensorsFile(contentsOf: file.url)
      switch tensors.metadata["format"] {
      case "huse-model": return try .model(file)
      case "huse-index": return try .index(file)
      default:
        let holdsPairs = Set(["images", "texts", "labels"]).isSubset(of: tensors.names)
        return try holdsPairs ? .pairs(file) : .tensors(tensors, path: file)
      }
    }
  }
}
