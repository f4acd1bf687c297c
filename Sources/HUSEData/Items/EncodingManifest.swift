public import Foundation
public import HUSECore

/// What a folder of encoded features holds and what it was made of: `manifest.json`.
public struct EncodingManifest: Sendable, Hashable, Codable {
  /// A file of features.
  public struct Shard: Sendable, Hashable, Codable {
    /// The name of the file, a data set by itself; `nil` if none of its items could be encoded.
    public let file: String?
    /// How many items it is made of.
    public let itemCount: Int
    /// How many rows it has.
    public let rowCount: Int
    /// The CRC-32 of the file, in hexadecimal; empty without one.
    public let checksum: String
    /// Why the others were skipped.
    public let leftOut: [String]
  }

  /// The version of the format, 1.
  public var version = 1
  /// The encoder of pictures.
  public let imageEncoder: EncoderIdentity
  /// The encoder of texts.
  public let textEncoder: EncoderIdentity
  /// The names of all classes, which labels are indices of.
  public let classNames: [String]
  /// How many items are to be encoded.
  public let itemCount: Int
  /// How many items go to a file.
  public let shardSize: Int
  /// A number, in hexadecimal, that changes with texts, classes, groups and image files.
  public let items: String
  /// How the features are stored.
  public var precision: StoredPrecision { storedPrecision ?? .float32 }
  /// `nil` for float32, as in the manifests of a time without a choice.
  private let storedPrecision: StoredPrecision?
  /// The files so far, in the order of the items.
  public internal(set) var shards: [Shard] = []
  /// Files of an earlier set of items, whose rows are used where an item has not changed; `nil`
  /// once all items are encoded.
  var previous: [Shard]?
  /// Which set of items the files are of, as their names say; `nil` for the first.
  var generation: Int?

  /// Whether all items are encoded.
  public var isComplete: Bool { encodedCount == itemCount }
  /// How many items are done.
  public var encodedCount: Int { shards.reduce(0) { $0 + $1.itemCount } }
  /// How many rows the files have.
  public var rowCount: Int { shards.reduce(0) { $0 + $1.rowCount } }
  /// Why items were skipped.
  public var leftOut: [String] { shards.flatMap(\.leftOut) }

  /// The manifest of a folder.
  public static func url(in folder: URL) -> URL { folder.appendingPathComponent("manifest.json") }

  /// Reads the manifest of a folder.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for what is no manifest;
  ///   `.unsupportedFile` for one of a newer version.
  public init(contentsOf folder: URL) throws(HUSEError) {
    let url = Self.url(in: folder)
    let remedy: Remedy = "Encode into another folder."
    let data = try MappedFile(contentsOf: url)
    struct Version: Decodable { let version: Int }
    let decoder = JSONDecoder()
    let bytes = Data(data.bytes)
    guard let version = try? decoder.decode(Version.self, from: bytes).version else {
      throw .malformedFile(path: url.path, problem: "is no manifest of features", remedy: remedy)
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

  /// What is wrong with the numbers of items and rows; `nil` if they fit together.
  private var numbersProblem: String? {
    guard itemCount >= 0, shardSize > 0 else {
      return "has \(itemCount) items in files of \(shardSize)"
    }
    var left = itemCount
    for (index, shard) in shards.enumerated() {
      // Every file but the last is full, which is where encoding resumes.
      guard shard.itemCount == min(shardSize, left), left > 0,
        (0...shard.itemCount).contains(shard.rowCount)
      else {
        return "file \(index) has \(shard.itemCount) items and \(shard.rowCount) rows, with "
          + "\(left) items left and \(shardSize) to a file"
      }
      left -= shard.itemCount
    }
    return nil
  }

  /// What is wrong with the names of files, which must stay in the folder.
  private var namesProblem: String? {
    (shards + (previous ?? [])).compactMap(\.file).first { $0.contains("/") }
      .map { "names the file '\($0)' of another folder" }
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

  /// What the names of files end in.
  static func suffix(generation: Int?) -> String {
    (generation.map { "-\($0)" } ?? "") + ".safetensors"
  }

  /// A manifest of the same encoders for other items, which takes rows from the files that are
  /// there.
  func following(_ earlier: EncodingManifest) -> EncodingManifest {
    var result = self
    result.previous = earlier.shards + (earlier.previous ?? [])
    // A name that no earlier file has, so that they stay whole until all items are encoded.
    result.generation = (earlier.generation ?? 0) + 1
    return result
  }

  private enum CodingKeys: String, CodingKey {
    case version, imageEncoder, textEncoder, classNames, itemCount, shardSize, items, shards
    case previous, generation
    case storedPrecision = "precision"
  }

  func write(to folder: URL) throws(HUSEError) {
    let url = Self.url(in: folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .writeFailed(path: url.path, problem: "it cannot be encoded as JSON")
    }
    try AtomicWrite.write(data, to: url)
  }

  /// Checks that the files of a folder are those that were written.
  ///
  /// - Throws: as reading them does.
  package func checkFiles(in folder: URL) throws(HUSEError) {
    for shard in shards { try Self.check(shard, in: folder) }
  }

  /// Checks that a file is the one that was written.
  ///
  /// - Throws: what reading throws; `HUSEError.malformedFile` for other bytes.
  static func check(_ shard: Shard, in folder: URL) throws(HUSEError) {
    guard let name = shard.file else { return }
    let file = try MappedFile(contentsOf: folder.appendingPathComponent(name))
    guard checksum(of: file) == shard.checksum else {
      throw .malformedFile(
        path: file.path, problem: "its checksum is not that of the manifest",
        remedy: "Remove the file and encode again: only what is missing is done.")
    }
  }

  package static func checksum(of file: MappedFile) -> String {
    var checksum = Checksum()
    checksum.update(with: file.bytes)
    return FeatureCache.hexadecimal(UInt64(checksum.value))
  }
}
