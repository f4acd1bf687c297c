public import Foundation
public import HUSECore

/// The features of a folder that an `EncodingJob` filled, as one data set.
public struct EncodedFeatures: Sendable, Equatable {
  /// The rows of all files, in the order of the items.
  public let pairs: PairedFeatures
  /// The group of each row: equal for rows that stay together when they are divided.
  public let groups: [ItemGroup]
  /// The rows of the test part that the data set comes with; `nil` where it has none.
  public let testRows: [Int]?
  /// What they were made of.
  public let manifest: EncodingManifest

  /// Reads the files of a folder into memory.
  ///
  /// - Throws: what reading a file throws; `HUSEError.malformedFile` for one that is not as it was
  ///   written; `.invalidData` for a folder that is not complete.
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
