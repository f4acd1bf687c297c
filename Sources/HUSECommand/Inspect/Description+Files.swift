import Foundation
import HUSE

extension Description {
  /// Describes a model.
  static func model(_ file: FilePath) throws(HUSEError) -> Description {
    let model = try SharedEmbedding(contentsOf: file.url)
    let tensors = try SafetensorsFile(contentsOf: file.url)
    var result = Description(path: file.path, kind: "model")
    result.addFile(tensors, file)
    result.add("fingerprint", .text(try model.fingerprint))
    result.add("imageTower", .text(layers(of: model.imageTower)))
    result.add("textTower", .text(layers(of: model.textTower)))
    result.add("dropout", .number(model.imageTower.dropout.shortest))
    result.add("dimension", .whole(model.dimension))
    result.add("classCount", .whole(model.classCount))
    result.add("classes", .list(model.classNames))
    result.add("classifiers", .text(model.classifierSharing == .shared ? "shared" : "separate"))
    result.add("logitScale", .number(model.classifier.logitScale.value.shortest))
    result.add("similarityScale", (model.similarityScale?.scale.shortest).map(Value.number))
    result.add("fusionWeight", .number(model.fusionWeight.shortest))
    result.add("graph", .isTrue(model.graph != nil))
    result.add("imageEncoder", .text(kind(of: model.imageEncoder)))
    result.add("textEncoder", .text(kind(of: model.textEncoder)))
    return result
  }

  private static func layers(of tower: Tower) -> String {
    ([tower.inputDimension] + tower.layers.map(\.outputDimension)).map(String.init)
      .joined(separator: " → ") + (tower.inputScaling == nil ? "" : ", scaled")
  }

  private static func kind(of encoder: (any Sendable)?) -> String {
    guard let encoder else { return "none" }
    guard let storable = encoder as? any StorableEncoder else { return "\(type(of: encoder))" }
    return type(of: storable).storedKind
  }

  /// Describes an index.
  static func index(_ file: FilePath) throws(HUSEError) -> Description {
    let index = try EmbeddingIndex(contentsOf: file.url)
    var result = Description(path: file.path, kind: "index")
    result.addFile(try SafetensorsFile(contentsOf: file.url), file)
    result.add("count", .whole(index.count))
    result.add("dimension", .whole(index.dimension))
    result.add("storage", .text(index.storage.rawValue))
    result.add("approximate", .isTrue(try ApproximateIndex.isStored(in: file.url)))
    result.add("attributes", .isTrue(index.hasAttributes))
    result.add("modelFingerprint", index.modelFingerprint.map(Value.text))
    result.add("identifiers", .list(index.identifiers))
    return result
  }

  /// Describes a data set.
  static func pairs(_ file: FilePath) throws(HUSEError) -> Description {
    if file.url.pathExtension.lowercased() == "safetensors" {
      try SafetensorsFile(contentsOf: file.url).checkIfChecksummed()
    }
    let pairs = try PairedFeatures(contentsOf: file.url, allowsEmptyClasses: true)
    var result = Description(path: file.path, kind: "features")
    if !file.isFolder { result.add("bytes", .whole(file.byteCount)) }
    result.add(pairs)
    return result
  }

  /// Describes a folder of features that `encode` wrote or is writing.
  static func encoded(_ folder: FilePath) throws(HUSEError) -> Description {
    let manifest = try EncodingManifest(contentsOf: folder.url)
    try manifest.checkFiles(in: folder.url)
    var result = Description(path: folder.path, kind: "encoded features")
    result.add("version", .whole(manifest.version))
    result.add("complete", .isTrue(manifest.isComplete))
    result.add("items", .whole(manifest.itemCount))
    result.add("encoded", .whole(manifest.encodedCount))
    result.add("rows", .whole(manifest.rowCount))
    result.add("precision", .text(manifest.precision.rawValue))
    result.add("skipped", .list(manifest.skipped))
    result.add("files", .whole(manifest.shards.count { $0.file != nil }))
    result.add("classCount", .whole(manifest.classNames.count))
    result.add("classes", .list(manifest.classNames))
    for (name, encoder) in [
      ("imageEncoder", manifest.imageEncoder), ("textEncoder", manifest.textEncoder),
    ] {
      result.add(
        name,
        .text("\(encoder.name), \(encoder.dimension) numbers, fingerprint \(encoder.fingerprint)"))
    }
    return result
  }

  /// Describes an .npy file.
  static func array(_ file: FilePath) throws(HUSEError) -> Description {
    var result = Description(path: file.path, kind: "array")
    result.add("bytes", .whole(file.byteCount))
    result.tensors = [("shape", try NPYFile(contentsOf: file.url).shape)]
    return result
  }

  /// Describes any other safetensors file.
  static func tensors(
    _ tensors: SafetensorsFile, path: FilePath
  ) throws(HUSEError) -> Description {
    try tensors.checkIfChecksummed()
    var result = Description(path: path.path, kind: "tensors")
    result.addFile(tensors, path)
    result.tensors = tensors.names.map { ($0, tensors.shape(of: $0) ?? []) }
    return result
  }

  private mutating func add(_ pairs: PairedFeatures) {
    add("rows", .whole(pairs.count))
    add("imageFeatures", .whole(pairs.images.columns))
    add("textFeatures", .whole(pairs.texts.columns))
    add("classCount", .whole(pairs.classNames.count))
    add("classes", .list(pairs.classNames))
    add("identifiers", .isTrue(pairs.identifiers != nil))
  }

  private mutating func addFile(_ tensors: SafetensorsFile, _ file: FilePath) {
    add("bytes", .whole(file.byteCount))
    add("version", tensors.metadata["format_version"].map(Value.text))
    add("checksum", tensors.metadata["checksum"].map(Value.text))
  }
}

extension SafetensorsFile {
  /// Checks every byte of a file that has a checksum.
  fileprivate func checkIfChecksummed() throws(HUSEError) {
    if metadata["checksum"] != nil { try verifyChecksum() }
  }
}

extension FilePath {
  fileprivate var byteCount: Int {
    (try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
  }
}
