public import Foundation
public import HUSECore

extension FeatureStream {
  /// Opens a safetensors file, or a folder: of safetensors files, or of .npy files as
  /// `PairedFeatures` reads them, where `images-….npy` and `texts-….npy` may be many.
  ///
  /// Files follow one another in the order of the numbers in their names. A folder of .npy files
  /// holds `labels.npy` or `labels.csv` and `classes.txt`.
  ///
  /// - Throws: as `init(images:texts:labels:classNames:)`.
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
    let shards = folder.shards
    guard shards.isEmpty else {
      try self.init(shards: shards)
      return
    }
    func part(_ name: String, _ files: [URL]) throws(HUSEError) -> RowTable {
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
    let imageTable = try part("images", images)
    try self.init(
      images: imageTable, texts: part("texts", texts),
      labels: FeatureFile.labels(contentsOf: labels).fitting(rowCount: imageTable.count).labels(
        classNames: folder.lines(of: "classes.txt"), allowsEmptyClasses: true, source: labels.path))
  }
}
