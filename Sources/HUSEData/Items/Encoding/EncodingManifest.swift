public import Foundation
public import HUSECore

/// The manifest of a folder of encoded features, `manifest.json`.
public struct EncodingManifest: Sendable, Hashable, Codable {
  /// A file of features.
  public struct Shard: Sendable, Hashable, Codable {
    /// The name of the file, which is a complete data set; `nil` if none of its items could be
    /// encoded.
    public let file: String?
    /// The number of items, including skipped ones.
    public let itemCount: Int
    /// The number of rows.
    public let rowCount: Int
    /// The CRC-32 of the file in hexadecimal; empty if there is no file.
    public let checksum: String
    /// The errors of the skipped items.
    public let skipped: [String]

    private enum CodingKeys: String, CodingKey {
      case file, itemCount, rowCount, checksum
      case skipped = "leftOut"
    }
  }

  /// The version of the format, always 1.
  public var version = 1
  /// The encoder of images.
  public let imageEncoder: EncoderIdentity
  /// The encoder of texts.
  public let textEncoder: EncoderIdentity
  /// The names of all classes.
  ///
  /// Labels are indices into them.
  public let classNames: [String]
  /// The number of items to be encoded.
  public let itemCount: Int
  /// The number of items per file.
  public let shardSize: Int
  /// The fingerprint of texts, classes, groups and image files, in hexadecimal.
  public let items: String
  /// The number format of the stored features.
  public var precision: StoredPrecision { storedPrecision ?? .float32 }
  /// `nil` for float32, as in manifests from before there was a choice.
  private let storedPrecision: StoredPrecision?
  /// The files that are complete, in the order of the items.
  public internal(set) var shards: [Shard] = []
  /// The files of an earlier set of items, whose rows are reused for unchanged items; `nil` once
  /// all items are encoded.
  var previous: [Shard]?
  /// The number of the set of items in the names of files; `nil` for the first set.
  var generation: Int?

  /// Whether all items are encoded.
  public var isComplete: Bool { encodedCount == itemCount }
  /// The number of finished items, including skipped ones.
  public var encodedCount: Int { shards.reduce(0) { $0 + $1.itemCount } }
  /// The number of rows in all files.
  public var rowCount: Int { shards.reduce(0) { $0 + $1.rowCount } }
  /// The errors of the skipped items.
  public var skipped: [String] { shards.flatMap(\.skipped) }

  /// The path of the manifest in a folder.
  public static func url(in folder: URL) -> URL { folder.appendingPathComponent("manifest.json") }

  /// Reads the manifest of a folder.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for another or a damaged file;
  ///   `.unsupportedFile` for a newer version.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let url = Self.url(in: folder)
    let remedy: Remedy = "Encode into another folder."
    let data = try MappedFile(contentsOf: url)
    struct Version: Decodable { let version: Int }
    let decoder = JSONDecoder()
    let bytes = withExtendedLifetime(data) { Data($0.bytes) }
    guard let version = try? decoder.decode(Version.self, from: bytes).version else {
      throw .malformedFile(path: url.path, problem: "is not a manifest of features", remedy: remedy)
    }
    guard version == 1 else {
      throw .unsupportedFile(
        path: url.path, found: "version \(version)", supported: "1; newer files need a newer HUSE")
    }
    do {
      self = try decoder.decode(EncodingManifest.self, from: bytes)
    } catch {
      throw .malformedFile(path: url.path, problem: "cannot be read: \(error)", remedy: remedy)
    }
    if let problem = numbersProblem ?? namesProblem {
      throw .malformedFile(path: url.path, problem: problem, remedy: remedy)
    }
  }

  /// The problem with the numbers of items and rows; `nil` if they are consistent.
  private var numbersProblem: String? {
    guard itemCount >= 0, shardSize > 0 else {
      return "has \(itemCount) items in files of \(shardSize)"
    }
    var left = itemCount
    for (index, shard) in shards.enumerated() {
      // Every file but the last is full, since encoding resumes after the last.
      guard shard.itemCount == min(shardSize, left), left > 0,
        (0...shard.itemCount).contains(shard.rowCount)
      else {
        return "file \(index) has \(shard.itemCount) items and \(shard.rowCount) rows, with "
          + "\(left) items left and \(shardSize) per file"
      }
      left -= shard.itemCount
    }
    return nil
  }

  /// The problem with the names of files, which must be in the folder; `nil` if there is none.
  private var namesProblem: String? {
    (shards + (previous ?? [])).compactMap(\.file).first { $0.contains("/") }
      .map { "names the file '\($0)' in another folder" }
  }

  init(
    imageEncoder: EncoderIdentity, textEncoder: EncoderIdentity, classNames: [String],
    itemCount: Int, shardSize: Int, items: String, precision: StoredPrecision
  ) {
    self.imageEncoder = imageEncoder
    self.textEncoder = textEncoder
    self.classNames = classNames
    self.itemCount = itemCount
    self.shardSize = shardSize
    self.items = items
    storedPrecision = precision == .float32 ? nil : precision
  }

  static let fileNamePrefix = "features-"

  /// The end of the names of files.
  static func suffix(generation: Int?) -> String {
    (generation.map { "-\($0)" } ?? "") + ".safetensors"
  }

  /// This manifest as the successor of one for other items, whose files it reuses.
  func following(_ earlier: EncodingManifest) -> EncodingManifest {
    var result = self
    result.previous = earlier.shards + (earlier.previous ?? [])
    // New names keep the earlier files unchanged until all items are encoded.
    result.generation = (earlier.generation ?? 0) + 1
    return result
  }

  private enum CodingKeys: String, CodingKey {
    case version, imageEncoder, textEncoder, classNames, itemCount, shardSize, items, shards
    case previous, generation
    case storedPrecision = "precision"
  }

  /// Writes the manifest to a folder.
  func write(to folder: URL) throws(HUSEError) {
    let url = Self.url(in: folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .writeFailed(path: url.path, problem: "it cannot be encoded as JSON")
    }
    try AtomicWrite.write(data, to: url)
  }

  /// Checks that the files in a folder are unchanged.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that has changed; the errors of reading.
  package func checkFiles(in folder: URL) throws(HUSEError) {
    for shard in shards { try Self.check(shard, in: folder) }
  }

  /// Checks that a file is unchanged.
  ///
  /// - Throws: `HUSEError.malformedFile` if it has changed; the errors of reading.
  static func check(_ shard: Shard, in folder: URL) throws(HUSEError) {
    guard let name = shard.file else { return }
    let file = try MappedFile(contentsOf: folder.appendingPathComponent(name))
    guard checksum(of: file) == shard.checksum else {
      throw .malformedFile(
        path: file.path, problem: "its checksum is not that of the manifest",
        remedy: "Remove the file and encode again: only its items are encoded.")
    }
  }

  /// The checksum of a file as a manifest has it.
  package static func checksum(of file: MappedFile) -> String {
    var checksum = CRC32()
    checksum.update(with: file.bytes)
    return FeatureCache.hexadecimal(UInt64(checksum.value))
  }
}
