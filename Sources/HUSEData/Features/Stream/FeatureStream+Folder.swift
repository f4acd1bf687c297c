public import Foundation
public import HUSECore

extension FeatureStream {
  /// Opens a .safetensors file, or a folder of .safetensors or .npy files.
  ///
  /// The files are those that `PairedFeatures(contentsOf:)` reads, without .csv files of features.
  /// They are read in the order of the numbers in their names. A folder of .npy files has
  /// `labels.npy` or `labels.csv`, and `classes.txt`.
  ///
  /// - Throws: the errors of `init(images:texts:labels:classNames:)`.
  public init(contentsOf url: URL) throws(HUSEError) {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw .fileNotFound(path: url.path, remedy: "Check the path.")
    }
    guard isFolder.boolValue else {
      guard url.pathExtension.lowercased() == "safetensors" else {
        throw .unsupportedFile(
          path: url.path, found: "the extension '\(url.pathExtension)'",
          supported: ".safetensors, or a folder of .safetensors or .npy files")
      }
      try self.init(shards: [url])
      return
    }
    let folder = FeatureFolder(url)
    let shards = try folder.completeShards()
    guard shards.isEmpty else {
      try self.init(shards: shards)
      return
    }
    func table(_ name: String, _ files: [URL]) throws(HUSEError) -> RowTable {
      var rows: [RowFile] = []
      for file in files {
        guard file.pathExtension == "npy" else {
          throw .unsupportedFile(
            path: file.path, found: "the extension '\(file.pathExtension)'",
            supported: ".npy, whose rows can be read one by one")
        }
        rows.append(try RowFile(npy: file))
      }
      return try RowTable(rows, named: "\(url.path): \(name)")
    }
    let (images, texts) = try folder.imageAndTextFiles()
    let labels = try folder.file(of: "labels")
    let imageTable = try table("images", images)
    try self.init(
      images: imageTable, texts: table("texts", texts),
      labels: FeatureFile.labels(contentsOf: labels).fitting(rowCount: imageTable.count).labels(
        classNames: folder.lines(of: "classes.txt"), allowsEmptyClasses: true, source: labels.path))
  }
}
