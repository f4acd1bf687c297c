public import Foundation
public import HUSECore

/// The features in a folder of an `EncodingJob`, as a stream from their files.
public struct EncodedStream: Sendable {
  /// The rows of all files, in the order of the items.
  public let pairs: FeatureStream
  /// The group of each row.
  ///
  /// Rows of one group stay together in splits.
  public let groups: [ItemGroup]
  /// The rows of the official test split of the data set; `nil` if it has none.
  public let testRows: [Int]?
  /// The manifest of the folder.
  public let manifest: EncodingManifest

  /// Opens the files of a folder.
  ///
  /// The features are checked when they are read.
  ///
  /// - Throws: the errors of `EncodedFeatures(contentsOf:)`.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let shards = try EncodedShards(of: folder)
    pairs = try FeatureStream(shards: shards.files)
    (groups, testRows, manifest) = (shards.groups, shards.testRows, shards.manifest)
  }
}
