public import Foundation
public import HUSECore

/// Encodes items into a folder of feature files.
///
/// The job resumes where it was interrupted. Only items that are new or have changed are encoded.
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
/// then its entry in `manifest.json` are written completely or not at all, and the next run resumes
/// after the last entry. A folder of other encoders is refused, and so is a folder that has none of
/// the items. Features of unchanged images and texts are copied; the earlier files are removed when
/// all items are encoded.
public struct EncodingJob: Sendable {
  let items: PairedItems
  let folder: URL
  private let imageEncoder: any ImageEncoder
  private let textEncoder: any TextEncoder
  private let onInvalidItem: InvalidRowPolicy
  private let parts: [URL]
  let plan: EncodingManifest

  /// The number of items that an encoder gets at once.
  private static let chunkSize = 64

  /// Creates a job.
  ///
  /// - Parameters:
  ///   - items: the items to be encoded.
  ///   - folder: the folder for the files, which is created if it does not exist.
  ///   - imageEncoder: the encoder of images.
  ///   - imageIdentity: the identity of the image encoder.
  ///   - textEncoder: the encoder of texts.
  ///   - textIdentity: the identity of the text encoder.
  ///   - shardSize: the number of items per file.
  ///   - precision: the number format of stored features; 16 bits take half the space.
  ///   - onInvalidItem: whether an item that cannot be encoded ends the job or is skipped.
  ///   - parts: folders of other jobs, perhaps of other machines, whose features are copied; what
  ///     none of them holds is encoded. The files are the same as without parts.
  /// - Throws: `HUSEError.invalidData` if there are no items; `.invalidArgument` for a shard size
  ///   below 1 or an encoder without features; `.fileNotFound` for a missing image file.
  public init(
    items: PairedItems, folder: URL, images imageEncoder: any ImageEncoder,
    identity imageIdentity: EncoderIdentity, texts textEncoder: any TextEncoder,
    identity textIdentity: EncoderIdentity, shardSize: Int = 4096,
    precision: StoredPrecision = .float32, onInvalidItem: InvalidRowPolicy = .fail,
    joining parts: [URL] = []
  ) throws(HUSEError) {
    guard !items.isEmpty else {
      throw .invalidData(
        source: "items", problem: "has no rows", remedy: "Pass at least one item.")
    }
    guard shardSize > 0 else {
      throw .invalidArgument(name: "shardSize", found: "\(shardSize)", expected: "a number above 0")
    }
    try PairedItems.check(imageEncoder, textEncoder)
    self.items = items
    self.folder = folder
    self.imageEncoder = imageEncoder
    self.textEncoder = textEncoder
    self.onInvalidItem = onInvalidItem
    self.parts = parts
    plan = EncodingManifest(
      imageEncoder: imageIdentity, textEncoder: textIdentity, classNames: items.classNames,
      itemCount: items.count, shardSize: shardSize, items: try items.fingerprint,
      precision: precision)
  }

  /// Encodes the items that are not encoded yet.
  ///
  /// - Parameter progress: called at regular intervals. An error that it throws ends the job; the
  ///   next run resumes after the last complete file.
  /// - Returns: the manifest of the folder.
  /// - Throws: `HUSEError.invalidData` if the folder has features of other encoders or none of
  ///   these items, if a part is incomplete or has features of other encoders, or if no item can be
  ///   encoded; `.encodingFailed` for an item that cannot be
  ///   encoded, unless such items are skipped; `.malformedFile` for a damaged file; `.writeFailed`;
  ///   the errors of `progress`.
  public func run(progress: (Progress) throws -> Void = { _ in }) throws -> EncodingManifest {
    var manifest = try begin()
    var reusable = ReusableFeatures(manifest.previous ?? [], in: folder)
    for part in parts { reusable.add(try shards(of: part), in: part) }
    let already = manifest.encodedCount
    var skipped = manifest.skipped.count
    func report(_ completed: Int) throws {
      try progress(
        Progress(
          completed: completed, total: items.count, completedNow: completed - already,
          skipped: skipped))
    }
    try report(already)
    while !manifest.isComplete {
      let start = manifest.encodedCount
      let range = start..<start + min(plan.shardSize, items.count - start)
      var rows = ShardBuilder()
      for chunkStart in stride(from: start, to: range.upperBound, by: Self.chunkSize) {
        let chunk = chunkStart..<min(chunkStart + Self.chunkSize, range.upperBound)
        let before = rows.skipped.count
        try encode(chunk, to: &rows, reusing: &reusable)
        skipped += rows.skipped.count - before
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
        remedy: "The first problem: \(manifest.skipped.first ?? "none")")
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
        rows.skipped.append("\(error)")
        return
      }
      // Halving finds the invalid item in few steps and keeps the others in large chunks.
      let middle = range.lowerBound + range.count / 2
      try encode(range.lowerBound..<middle, to: &rows, reusing: &reusable)
      try encode(middle..<range.upperBound, to: &rows, reusing: &reusable)
    }
  }

  private func add(
    _ range: Range<Int>, to rows: inout ShardBuilder, reusing reusable: inout ReusableFeatures
  ) throws(HUSEError) {
    var fingerprints: [Modality: [String]] = [.image: [], .text: []]
    for item in items[range] {
      fingerprints[.image]?.append(try item.fingerprint(of: .image))
      fingerprints[.text]?.append(try item.fingerprint(of: .text))
    }
    func features(
      _ modality: Modality, dimension: Int,
      encode: (PairedItems) throws(HUSEError) -> Matrix
    ) throws(HUSEError) -> Matrix {
      var result = Matrix(rows: range.count, columns: dimension)
      var missing: [Int] = []
      for (row, fingerprint) in (fingerprints[modality] ?? []).enumerated() {
        if let known = try reusable.features(fingerprint, of: modality, dimension: dimension) {
          result.assign(known, atRow: row)
        } else {
          missing.append(row)
        }
      }
      guard !missing.isEmpty else { return result }
      let others = items.selecting(rows: missing.map { range.lowerBound + $0 })
      let encoded = try encode(others)
      try others.check(encoded, of: 0..<others.count, dimension: dimension, modality)
      for (index, row) in missing.enumerated() {
        result.assign(encoded[rows: index..<index + 1], atRow: row)
      }
      return result
    }
    let images = try features(.image, dimension: imageEncoder.dimension) {
      (items) throws(HUSEError) in try imageEncoder.features(of: items.map { .file($0.image) })
    }
    let texts = try features(.text, dimension: textEncoder.dimension) {
      (items) throws(HUSEError) in try textEncoder.features(of: items.map(\.text))
    }
    for (offset, position) in range.enumerated() {
      for (features, modality) in [(images, Modality.image), (texts, .text)] {
        let stored = features[row: offset].map(plan.precision.rounded)
        if let column = stored.firstIndex(where: \.isInfinite) {
          throw .encodingFailed(
            input: items[position].identifier,
            problem: "feature \(column) of its \(modality) is \(features[offset, column]), too "
              + "large for \(plan.precision.rawValue)",
            remedy: .storeWiderNumbers)
        }
        guard stored.allSatisfy({ $0 == 0 }) else { continue }
        throw .encodingFailed(
          input: items[position].identifier, problem: "all features of its \(modality) are 0",
          remedy: "The encoder finds nothing in it: correct the item or skip it.")
      }
    }
    rows.add(items[range], images: images, texts: texts, fingerprints: fingerprints)
  }
}

extension PairedItem {
  /// The error with the row and the identifier of this item.
  fileprivate func named(in error: HUSEError) -> HUSEError {
    let name = row.map { "row \($0) (\(identifier))" } ?? identifier
    switch error {
    case .encodingFailed(_, let problem, let remedy):
      return .encodingFailed(input: name, problem: problem, remedy: remedy)
    default:
      return .encodingFailed(
        input: name, problem: "\(error)", remedy: "Correct the item or skip it.")
    }
  }
}
