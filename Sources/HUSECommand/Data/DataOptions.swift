import ArgumentParser
import Foundation
import HUSE
import HUSEConsole

/// The options for the data to read.
struct DataOptions: ParsableArguments {
  @Option(
    help: """
      Data: a folder with images/ and a table of image, text and classes; a folder of UPMC \
      Food-101; a folder that encode wrote; or a feature file (.safetensors, .npz, .h5, .mat) or a \
      folder of them (.npy, .csv, .safetensors).
      """)
  var data: FilePath

  @Option(help: "Name of the table in the folder.")
  var table = "data.csv"

  @Option(
    help: """
      What to do with a row that cannot be used, such as one with a broken image or an empty text: \
      \(InvalidRowPolicy.list).
      """)
  var onInvalid = InvalidRowPolicy.fail
}

/// Pairs of features, with their groups and their origin.
struct EncodedData {
  let pairs: PairedFeatures
  /// The group of each row; rows of one group stay on the same side of a split.
  let groups: [ItemGroup]
  /// The rows of the official test part; `nil` if the data set has none.
  let officialTest: [Int]?
  /// The manifest of features that `encode` wrote; `nil` for other features.
  let manifest: EncodingManifest?

  init(
    pairs: PairedFeatures, groups: [ItemGroup]? = nil, officialTest: [Int]? = nil,
    manifest: EncodingManifest? = nil
  ) {
    self.pairs = pairs
    self.groups = groups ?? pairs.labels.indices.map(ItemGroup.alone)
    self.officialTest = officialTest
    self.manifest = manifest
  }
}

extension DataOptions {
  /// Whether the data consists of features.
  var holdsFeatures: Bool {
    if data.exists, !data.isFolder { return true }
    let folder = FeatureFolder(data.url)
    // A .safetensors file beside images and texts is an encoder or an index.
    return isEncoded || folder.hasFile(of: "images") || !holdsItems && !folder.shards.isEmpty
  }

  /// Whether the data is a folder that `encode` wrote.
  var isEncoded: Bool {
    FileManager.default.fileExists(atPath: EncodingManifest.url(in: data.url).path)
  }

  /// Whether features can be read row by row.
  var isStreamable: Bool {
    isEncoded || data.url.pathExtension.lowercased() == "safetensors"
      || FeatureFolder(data.url).isStreamable
  }

  /// Whether the data consists of images and texts.
  private var holdsItems: Bool {
    isFood101 || FileManager.default.fileExists(atPath: data.url.appendingPathComponent(table).path)
  }

  private var isFood101: Bool { UPMCFood101.isLaidOut(in: data.url) }

  /// Reads features.
  func features(allowsEmptyClasses: Bool = false) throws(HUSEError) -> EncodedData {
    if data.exists, !data.isFolder, ["csv", "tsv"].contains(data.url.pathExtension.lowercased()) {
      throw .invalidData(
        source: data.path, problem: "is a table, and data is the folder that holds it",
        remedy: "Pass the folder; --table names the table in it.")
    }
    guard !isEncoded else {
      let encoded = try EncodedFeatures(contentsOf: data.url)
      return EncodedData(
        pairs: encoded.pairs, groups: encoded.groups, officialTest: encoded.testRows,
        manifest: encoded.manifest)
    }
    return EncodedData(
      pairs: try PairedFeatures(contentsOf: data.url, allowsEmptyClasses: allowsEmptyClasses))
  }

  /// The images and texts, without the rows that `onInvalid` skips, whose errors are in `skipped`.
  func items() throws(HUSEError) -> PairedItems {
    guard data.exists else {
      throw .fileNotFound(path: data.path, remedy: "Check the path.")
    }
    guard data.isFolder else {
      throw .invalidData(
        source: data.path, problem: "is a file, and images and texts are in a folder",
        remedy: "Features need no encoding; of a table pass the folder that holds it.")
    }
    return isFood101
      ? try UPMCFood101(contentsOf: data.url, onInvalidRow: onInvalid).items
      : try PairedItems(contentsOf: data.url, table: table, onInvalidRow: onInvalid)
  }

  /// Reports every row that was skipped, and their number, even with `--quiet`.
  func report(skipped problems: [String]) {
    var skipped = SkippedRows()
    for problem in problems { skipped.add(problem) }
    skipped.end()
  }
}
