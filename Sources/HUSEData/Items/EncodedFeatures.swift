public import Foundation
public import HUSECore

/// The features of a folder that an `EncodingJob` filled, as one data set.
public struct EncodedFeatures: Sendable, Equatable {
  /// The rows of all files, in the order of the items.
  public let pairs: PairedFeatures
  /// The group of each row: equal for rows that stay together when they are divided.
  public let groups: [ItemGroup]
  /// What they were made of.
  public let manifest: EncodingManifest

  /// Reads the files of a folder into memory.
  ///
  /// - Throws: what reading a file throws; `HUSEError.malformedFile` for one that is not as it was
  ///   written; `.invalidData` for a folder that is not complete.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let manifest = try EncodingManifest(contentsOf: folder)
    guard manifest.isComplete else {
      throw .invalidData(
        source: folder.path,
        problem: "holds \(manifest.encodedCount) of \(manifest.itemCount) items",
        remedy: "Encode again into this folder: it goes on where it was interrupted.")
    }
    var (parts, groups): ([PairedFeatures], [String]) = ([], [])
    for shard in manifest.shards {
      guard let name = shard.file else { continue }
      try EncodingManifest.check(shard, in: folder)
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent(name))
      parts.append(try PairedFeatures(safetensors: file, allowsEmptyClasses: true))
      let names = try PairedFeatures.list(EncodedRows.groupsName, in: file) ?? []
      guard names.count == shard.rowCount, parts.last?.count == shard.rowCount else {
        throw .malformedFile(
          path: file.path, problem: "does not have the \(shard.rowCount) rows of the manifest",
          remedy: "Encode into another folder.")
      }
      groups += names
    }
    pairs = try PairedFeatures(
      images: .joining(parts.map(\.images)), texts: .joining(parts.map(\.texts)),
      labels: parts.flatMap(\.labels), classNames: manifest.classNames,
      identifiers: parts.flatMap { $0.identifiers ?? [] }, allowsEmptyClasses: true)
    self.groups = groups.enumerated().map { $1.isEmpty ? .alone($0) : .named($1) }
    self.manifest = manifest
  }
}
