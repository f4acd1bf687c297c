import Foundation
import HUSECore

/// The checked files in a folder of an `EncodingJob`, with the group of each row.
struct EncodedShards {
  let manifest: EncodingManifest
  private(set) var files: [URL] = []
  /// The group of each row.
  private(set) var groups: [ItemGroup] = []
  /// The rows of the official test split of the data set; `nil` if it has none.
  private(set) var testRows: [Int]?

  /// Opens the files of a folder and checks all their bytes.
  ///
  /// - Throws: the errors of `EncodedFeatures(contentsOf:)`.
  init(of folder: URL) throws(HUSEError) {
    manifest = try EncodingManifest(contentsOf: folder)
    guard manifest.isComplete else {
      throw .invalidData(
        source: folder.path,
        problem: "holds \(manifest.encodedCount) of \(manifest.itemCount) items",
        remedy: "Encode again into this folder: the work resumes where it was interrupted.")
    }
    for shard in manifest.shards {
      guard let name = shard.file else { continue }
      try EncodingManifest.check(shard, in: folder)
      let url = folder.appendingPathComponent(name)
      try add(SafetensorsFile(contentsOf: url), rowCount: shard.rowCount)
      files.append(url)
    }
  }

  private mutating func add(_ file: SafetensorsFile, rowCount: Int) throws(HUSEError) {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: file.path, problem: problem, remedy: "Encode into another folder.")
    }
    let names = try PairedFeatures.list(ShardBuilder.groupsName, in: file) ?? []
    typealias Name = PairedFeatures.SafetensorsName
    guard names.count == rowCount, file.shape(of: Name.labels) == [rowCount] else {
      throw malformed("does not have the \(rowCount) rows of the manifest")
    }
    for (name, encoder) in [
      (Name.images, manifest.imageEncoder), (Name.texts, manifest.textEncoder),
    ] where file.shape(of: name) != [rowCount, encoder.dimension] {
      throw malformed(
        "does not have \(rowCount) rows of \(encoder.dimension) numbers, the dimension of "
          + "\(encoder.name), as its '\(name)'")
    }
    guard try PairedFeatures.classNames(in: file) == manifest.classNames else {
      throw malformed("has other classes than the manifest")
    }
    let start = groups.count
    groups += names.enumerated().map { $1.isEmpty ? .alone(start + $0) : .named($1) }
    guard let list = file.metadata[ShardBuilder.testRowsName] else { return }
    guard let rows = try? JSONDecoder().decode([Int].self, from: Data(list.utf8)),
      rows.allSatisfy((0..<rowCount).contains)
    else { throw malformed("metadata '\(ShardBuilder.testRowsName)' is not a list of its rows") }
    testRows = (testRows ?? []) + rows.map { start + $0 }
  }
}
