public import Foundation
public import HUSECore

/// Encodes items into a folder of feature files, some items per file, and resumes where it was
/// interrupted. Only items that are new or have changed since are encoded.
///
/// ```swift
/// let job = try EncodingJob(
///   items: items, folder: folder, images: imageEncoder, identity: imageIdentity,
///   texts: textEncoder, identity: textIdentity)
/// let manifest = try job.run { print($0.completed, $0.total) }
/// let pairs = try EncodedFeatures(contentsOf: folder).pairs
/// ```
///
/// Each file is a data set that `PairedFeatures(contentsOf:allowsEmptyClasses:)` reads. A file and
/// then its entry in `manifest.json` appear complete or not at all: after an interruption the next
/// run continues after the last entry. Other encoders are refused, and so are items of which none
/// is encoded in the folder. Features of images and texts that have not changed are copied; the
/// earlier files are removed when all items are encoded.
public struct EncodingJob: Sendable {
  let items: PairedItems
  let folder: URL
  private let imageEncoder: any ImageEncoder
  private let textEncoder: any TextEncoder
  private let onInvalidItem: InvalidRowPolicy
  let plan: EncodingManifest

  private static let chunkSize = 64

  /// How far a job is.
  public struct Progress: Sendable, Hashable {
    /// How many items are done, those of earlier runs among them.
    public let completed: Int
    /// How many items there are.
    public let total: Int
    /// How many items this run has done.
    public let completedNow: Int
    /// How many items were skipped.
    public let leftOut: Int
  }

  /// Plans a job.
  ///
  /// - Parameters:
  ///   - items: What is encoded.
  ///   - folder: Where files go; it is made if it is not there.
  ///   - imageEncoder: Encodes the pictures.
  ///   - imageIdentity: Tells it from others.
  ///   - textEncoder: Encodes the texts.
  ///   - textIdentity: Tells it from others.
  ///   - shardSize: How many items go to a file.
  ///   - precision: How the features are stored; 16 bits take half the space.
  ///   - onInvalidItem: Whether an item that cannot be encoded ends the job or is skipped.
  /// - Throws: `HUSEError.invalidData` if there are no items, `.invalidArgument` for a shard size
  ///   below 1, `.fileNotFound` for an image file that is not there.
  public init(
    items: PairedItems, folder: URL, images imageEncoder: any ImageEncoder,
    identity imageIdentity: EncoderIdentity, texts textEncoder: any TextEncoder,
    identity textIdentity: EncoderIdentity, shardSize: Int = 4096,
    precision: StoredPrecision = .float32, onInvalidItem: InvalidRowPolicy = .fail
  ) throws(HUSEError) {
    guard !items.isEmpty else {
      throw .invalidData(
        source: "items", problem: "has no rows", remedy: "Pass at least one item.")
    }
    guard shardSize > 0 else {
      throw .invalidArgument(name: "shardSize", found: "\(shardSize)", expected: "a number above 0")
    }
    self.items = items
    self.folder = folder
    self.imageEncoder = imageEncoder
    self.textEncoder = textEncoder
    self.onInvalidItem = onInvalidItem
    plan = EncodingManifest(
      imageEncoder: imageIdentity, textEncoder: textIdentity, classNames: items.classNames,
      itemCount: items.count, shardSize: shardSize, items: try items.fingerprint,
      precision: precision)
  }

  /// Encodes what is not encoded yet.
  ///
  /// - Parameter progress: called after some items each; what it throws ends the job, and the next
  ///   run continues after the last complete file.
  /// - Returns: what the folder holds now.
  /// - Throws: `HUSEError.invalidData` if the folder holds features of other encoders, or none of
  ///   these items, or if no item can be encoded; `.encodingFailed` for an item that cannot be
  ///   encoded, unless such items are skipped; `.malformedFile` for a file that is damaged;
  ///   `.writeFailed`; what `progress` throws.
  public func run(progress: (Progress) throws -> Void = { _ in }) throws -> EncodingManifest {
    var manifest = try begin()
    var reusable = ReusableFeatures(manifest.previous ?? [], in: folder)
    let already = manifest.encodedCount
    var leftOut = manifest.leftOut.count
    func report(_ completed: Int) throws {
      try progress(
        Progress(
          completed: completed, total: items.count, completedNow: completed - already,
          leftOut: leftOut))
    }
    try report(already)
    while !manifest.isComplete {
      let start = manifest.encodedCount
      let range = start..<min(start + plan.shardSize, items.count)
      var rows = ShardBuilder()
      for chunkStart in stride(from: start, to: range.upperBound, by: Self.chunkSize) {
        let chunk = chunkStart..<min(chunkStart + Self.chunkSize, range.upperBound)
        let before = rows.leftOut.count
        try encode(chunk, to: &rows, reusing: &reusable)
        leftOut += rows.leftOut.count - before
        try report(chunk.upperBound)
      }
      manifest.shards.append(
        try rows.write(number: manifest.shards.count, itemCount: range.count, manifest, to: folder)
      )
      try manifest.write(to: folder)
    }
    try removePrevious(&manifest)
    guard manifest.rowCount > 0 else {
      throw HUSEError.invalidData(
        source: folder.path, problem: "none of the \(items.count) items can be encoded",
        remedy: "The first problem: \(manifest.leftOut.first ?? "none")")
    }
    return manifest
  }

  private func encode(
    _ range: Range<Int>, to rows: inout ShardBuilder, reusing reusable: inout ReusableFeatures
  ) throws(HUSEError) {
    do throws(HUSEError) {
      try add(range, to: &rows, reusing: &reusable)
    } catch {
      guard range.count > 1 else {
        let error = items[range.lowerBound].named(in: error)
        guard onInvalidItem == .skip else { throw error }
        rows.leftOut.append("\(error)")
        return
      }
      // Somewhere in the range; halves find it in few steps, and the others stay together.
      let middle = range.lowerBound + range.count / 2
      try encode(range.lowerBound..<middle, to: &rows, reusing: &reusable)
      try encode(middle..<range.upperBound, to: &rows, reusing: &reusable)
    }
  }

  private func add(
    _ range: Range<Int>, to rows: inout ShardBuilder, reusing reusable: inout ReusableFeatures
  ) throws(HUSEError) {
    var fingerprints: [EncodingProgress.Part: [String]] = [.images: [], .texts: []]
    for item in items[range] {
      fingerprints[.images]?.append(try item.fingerprint(of: .images))
      fingerprints[.texts]?.append(try item.fingerprint(of: .texts))
    }
    func features(
      _ part: EncodingProgress.Part, dimension: Int,
      encode: (PairedItems) throws(HUSEError) -> Matrix
    ) throws(HUSEError) -> Matrix {
      var result = Matrix(rows: range.count, columns: dimension)
      var missing: [Int] = []
      for (row, fingerprint) in (fingerprints[part] ?? []).enumerated() {
        if let known = try reusable.features(fingerprint, of: part, dimension: dimension) {
          result.assign(known, atRow: row)
        } else {
          missing.append(row)
        }
      }
      guard !missing.isEmpty else { return result }
      let others = items.selecting(rows: missing.map { range.lowerBound + $0 })
      let encoded = try encode(others)
      try others.check(encoded, of: 0..<others.count, dimension: dimension, part)
      for (index, row) in missing.enumerated() {
        result.assign(encoded[rows: index..<index + 1], atRow: row)
      }
      return result
    }
    let images = try features(.images, dimension: imageEncoder.dimension) {
      (items) throws(HUSEError) in try imageEncoder.features(of: items.map { .file($0.image) })
    }
    let texts = try features(.texts, dimension: textEncoder.dimension) {
      (items) throws(HUSEError) in try textEncoder.features(of: items.map(\.text))
    }
    for (offset, position) in range.enumerated() {
      for (features, kind) in [(images, "picture"), (texts, "text")] {
        let stored = features[row: offset].map(plan.precision.rounded)
        if let column = stored.firstIndex(where: \.isInfinite) {
          throw .encodingFailed(
            input: items[position].identifier,
            problem: "feature \(column) of its \(kind) is \(features[offset, column]), too large "
              + "for \(plan.precision.rawValue)",
            remedy: .storeWiderNumbers)
        }
        guard stored.allSatisfy({ $0 == 0 }) else { continue }
        throw .encodingFailed(
          input: items[position].identifier, problem: "all features of its \(kind) are 0",
          remedy: "The encoder finds nothing in it: correct the item or leave it out.")
      }
    }
    rows.add(items[range], images: images, texts: texts, fingerprints: fingerprints)
  }
}

extension PairedItem {
  /// The error of this item with the row that it comes from.
  fileprivate func named(in error: HUSEError) -> HUSEError {
    let place = row.map { "row \($0) (\(identifier))" } ?? identifier
    switch error {
    case .encodingFailed(_, let problem, let remedy):
      return .encodingFailed(input: place, problem: problem, remedy: remedy)
    default:
      return .encodingFailed(
        input: place, problem: "\(error)", remedy: "Correct the item or leave it out.")
    }
  }
}
