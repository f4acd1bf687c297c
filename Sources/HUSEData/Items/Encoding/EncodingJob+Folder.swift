import Foundation

/// What an earlier run left in the folder of a job.
extension EncodingJob {
  /// The manifest in the folder if it belongs to this job, otherwise a new one.
  ///
  /// - Throws: `HUSEError.invalidData` for the manifest of another job; the errors of files.
  func begin() throws(HUSEError) -> EncodingManifest {
    try FileManager.default.createFolder(at: folder)
    let url = EncodingManifest.url(in: folder)
    guard FileManager.default.fileExists(atPath: url.path) else {
      try plan.write(to: folder)
      return plan
    }
    let manifest = try EncodingManifest(contentsOf: folder)
    if let problem = encoderProblem(of: manifest) { throw refused(url, problem) }
    guard manifest.shardSize == plan.shardSize else {
      throw refused(
        url, "was begun with \(manifest.shardSize) items per file, now it is \(plan.shardSize)")
    }
    if let problem = precisionProblem(of: manifest) { throw refused(url, problem) }
    guard manifest.items != plan.items || manifest.itemCount != plan.itemCount else {
      for shard in manifest.shards { try EncodingManifest.check(shard, in: folder) }
      return manifest
    }
    let following = plan.following(manifest)
    var isOfJob = manifest.rowCount == 0
    if !isOfJob { isOfJob = try hasItems(of: following) }
    guard isOfJob else {
      throw refused(url, "was begun with other items, none of which is among these")
    }
    try following.write(to: folder)
    return following
  }

  /// The files of a part, all of whose items are encoded.
  ///
  /// - Throws: `HUSEError.invalidData` for an incomplete part, or one of other encoders or another
  ///   precision; `.malformedFile` for a damaged file; the errors of reading the manifest.
  func shards(of part: URL) throws(HUSEError) -> [EncodingManifest.Shard] {
    let manifest = try EncodingManifest(contentsOf: part)
    if let problem = encoderProblem(of: manifest) ?? precisionProblem(of: manifest) {
      throw .invalidData(
        source: part.path, problem: problem, remedy: "Encode all parts in the same way.")
    }
    guard manifest.isComplete else {
      throw .invalidData(
        source: part.path,
        problem: "holds \(manifest.encodedCount) of \(manifest.itemCount) items",
        remedy: "Encode this part again: the work resumes where it was interrupted.")
    }
    for shard in manifest.shards { try EncodingManifest.check(shard, in: part) }
    return manifest.shards
  }

  private func encoderProblem(of manifest: EncodingManifest) -> String? {
    for (name, found, expected) in [
      ("image encoder", manifest.imageEncoder, plan.imageEncoder),
      ("text encoder", manifest.textEncoder, plan.textEncoder),
    ] where found != expected {
      return "was begun with another \(name): \(found.name), \(found.dimension) numbers, "
        + "fingerprint \(found.fingerprint); now it is \(expected.name), "
        + "\(expected.dimension), \(expected.fingerprint)"
    }
    return nil
  }

  private func precisionProblem(of manifest: EncodingManifest) -> String? {
    manifest.precision == plan.precision
      ? nil
      : "was begun with \(manifest.precision.rawValue) features, now they are "
        + plan.precision.rawValue
  }

  /// Whether the folder has features of an unchanged image of these items.
  private func hasItems(of manifest: EncodingManifest) throws(HUSEError) -> Bool {
    let reusable = ReusableFeatures(manifest.previous ?? [], in: folder)
    for item in items {
      if reusable.contains(try item.fingerprint(of: .image), of: .image) { return true }
    }
    return false
  }

  /// Removes the files of earlier items after all items are encoded.
  func removePrevious(_ manifest: inout EncodingManifest) throws(HUSEError) {
    guard let previous = manifest.previous else { return }
    for name in previous.compactMap(\.file) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    manifest.previous = nil
    try manifest.write(to: folder)
  }

  private func refused(_ url: URL, _ problem: String) -> HUSEError {
    .invalidData(
      source: url.path, problem: problem,
      remedy: "Encode into another folder, or remove this one to start over.")
  }
}
