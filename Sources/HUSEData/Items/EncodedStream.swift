public import Foundation
public import HUSECore

/// The features of a folder that an `EncodingJob` filled, left in their files.
public struct EncodedStream: Sendable {
  /// The rows of all files, in the order of the items.
  public let pairs: FeatureStream
  /// The group of each row: equal for rows that stay together when they are divided.
  public let groups: [ItemGroup]
  /// The rows of the test part that the data set comes with; `nil` where it has none.
  public let testRows: [Int]?
  /// What they were made of.
  public let manifest: EncodingManifest

  /// Opens the files of a folder.
  ///
  /// - Throws: as `EncodedFeatures(contentsOf:)`; the features are checked when they are read.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let shards = try EncodedShards(of: folder)
    pairs = try FeatureStream(shards: shards.files)
    (groups, testRows, manifest) = (shards.groups, shards.testRows, shards.manifest)
  }
}
