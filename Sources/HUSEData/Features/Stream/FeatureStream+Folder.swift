public import Foundation
public import HUSECore

extension FeatureStream {
  /// Opens a safetensors file, or a folder: of safetensors files, or of .npy files as
  /// `PairedFeatures` reads them, where `images-….npy` and `texts-….npy` may be many.
  ///
  /// Files follow one another in the order of their names: write numbers with leading zeros. A
  /// folder of .npy files holds `labels.npy` or `labels.csv` and `classes.txt`.
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
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
    func files(_ isPart: (String) -> Bool) -> [URL] {
      names.filter(isPart).map { url.appendingPathComponent($0) }
    }
    let shards = files { $0.lowercased().hasSuffix(".safetensors") }
    if !shards.isEmpty {
      try self.init(shards: shards)
      return
    }
    func part(_ name: String) throws(HUSEError) -> RowTable {
      let found = files {
        $0 == "\(name).npy" || $0.hasPrefix("\(name)-") && $0.hasSuffix(".npy")
      }
      guard !found.isEmpty else {
        throw .fileNotFound(
          path: url.appendingPathComponent("\(name).npy").path,
          remedy: "A folder of features holds images, texts and labels.")
      }
      var rows: [RowFile] = []
      for file in found { rows.append(try RowFile(npy: file)) }
      return try RowTable(rows, named: "\(url.path): \(name)")
    }
    let labels = try PairedFeatures.file("labels", in: url)
    let classes = url.appendingPathComponent("classes.txt")
    try self.init(
      images: part("images"), texts: part("texts"),
      labels: FeatureFile.labels(contentsOf: labels).labels(
        classNames: FileManager.default.fileExists(atPath: classes.path)
          ? FeatureFile.lines(contentsOf: classes) : nil,
        allowsEmptyClasses: true, source: labels.path))
  }
}
