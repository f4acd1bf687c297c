public import Foundation
public import HUSECore

/// The features in a folder of an `EncodingJob`, read into memory as one data set.
public struct EncodedFeatures: Sendable, Equatable {
  /// The rows of all files, in the order of the items.
  public let pairs: PairedFeatures
  /// The group of each row.
  ///
  /// Rows of one group stay together in splits.
  public let groups: [ItemGroup]
  /// The rows of the official test split of the data set; `nil` if it has none.
  public let testRows: [Int]?
  /// The manifest of the folder.
  public let manifest: EncodingManifest

  /// Reads the files of a folder into memory.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that has changed; `.invalidData` if not all
  ///   items are encoded; the errors of reading.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let shards = try EncodedShards(of: folder)
    var parts: [PairedFeatures] = []
    for file in shards.files {
      parts.append(
        try PairedFeatures(
          safetensors: SafetensorsFile(contentsOf: file), allowsEmptyClasses: true))
    }
    pairs = try PairedFeatures(
      images: .joining(parts.map(\.images)), texts: .joining(parts.map(\.texts)),
      labels: parts.flatMap(\.labels), classNames: shards.manifest.classNames,
      identifiers: parts.flatMap { $0.identifiers ?? [] }, allowsEmptyClasses: true)
    (groups, testRows, manifest) = (shards.groups, shards.testRows, shards.manifest)
  }
}
