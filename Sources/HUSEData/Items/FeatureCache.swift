public import Foundation
import HUSECore

/// A folder that keeps encoded features: images.npy and texts.npy, readable by NumPy, each with a
/// small JSON file that says what it was made of.
///
/// Features are used again while their inputs are unchanged: for texts the texts and their order,
/// for images the identifiers of the items, the sizes and the times of the last change of their
/// files, and for both the encoder's name and dimension. Features that are stale, damaged or of an
/// unknown version are encoded again.
public struct FeatureCache: Sendable, Hashable {
  /// The folder; it is made when features are first stored.
  public var folder: URL
  /// The name of the text features, `texts` unless several sets of texts share their images.
  public var textsName: String
  /// What identifies the image encoder: model, weights and preprocessing.
  public var imageEncoder: String
  /// What identifies the text encoder: model, weights and settings.
  public var textEncoder: String

  /// Creates a cache.
  ///
  /// - Parameters:
  ///   - folder: The folder; it is made when features are first stored.
  ///   - imageEncoder: A name that changes whenever the same picture would get other features, such
  ///     as `EfficientNet-Lite0, ImageNet, 224 pixels`.
  ///   - textEncoder: A name that changes whenever the same text would get other features.
  ///   - textsName: The name of the text features' files; other than `texts` where several sets of
  ///     texts share their images.
  public init(
    folder: URL, imageEncoder: String, textEncoder: String, textsName: String = "texts"
  ) {
    self.folder = folder
    self.textsName = textsName
    self.imageEncoder = imageEncoder
    self.textEncoder = textEncoder
  }

  /// The size and the time of the last change of a file of weights, for the name of its encoder:
  /// other weights are another encoder. Links are followed; both are 0 for a file that is not
  /// there.
  public static func state(of file: URL) -> String {
    let values = try? file.resolvingSymlinksInPath()
      .resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
    let changed = values?.contentModificationDate?.timeIntervalSince1970 ?? 0
    return "\(values?.fileSize ?? 0) bytes, changed \(Int(changed))"
  }

  /// The states of the files in the folder of a pretrained model that decide its features: its
  /// settings and weights. Empty for a folder that is not there.
  public static func state(ofFolder folder: URL) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".safetensors") }.sorted()
      .map { "\($0): \(state(of: folder.appendingPathComponent($0)))" }
      .joined(separator: "; ")
  }

  /// What features were made of.
  struct Key: Codable, Equatable {
    var version = 1
    let encoder: String
    let rows: Int
    let dimension: Int
    /// The fingerprint of the inputs, in hexadecimal.
    let inputs: String
    /// The CRC-32 of the features, in hexadecimal; `nil` before they are known.
    var features: String?
  }

  /// The features of a key if they are there and undamaged, mapped from the file.
  func features(of part: EncodingProgress.Part, for key: Key) -> Matrix? {
    guard let data = try? Data(contentsOf: keyFile(part)),
      let stored = try? JSONDecoder().decode(Key.self, from: data),
      let matrix = try? NPYFile(contentsOf: featureFile(part)).matrix(),
      matrix.rows == key.rows, matrix.columns == key.dimension
    else { return nil }
    var checksum = Checksum()
    matrix.withUnsafeBufferPointer { checksum.update(with: UnsafeRawBufferPointer($0)) }
    var expected = key
    expected.features = Self.hexadecimal(UInt64(checksum.value))
    return stored == expected ? matrix : nil
  }

  /// Stores the features that `next` returns, some rows at a time, then maps them.
  ///
  /// - Throws: `HUSEError.writeFailed`, or what `next` throws.
  func store(
    _ part: EncodingProgress.Part, for key: Key, next: () throws(HUSEError) -> Matrix?
  ) throws(HUSEError) -> Matrix {
    try FileManager.default.createFolder(at: folder)
    var checksum = Checksum()
    try NPYFile.write(rows: key.rows, columns: key.dimension, to: featureFile(part)) {
      () throws(HUSEError) in
      let rows = try next()
      rows?.withUnsafeBufferPointer { checksum.update(with: UnsafeRawBufferPointer($0)) }
      return rows
    }
    var key = key
    key.features = Self.hexadecimal(UInt64(checksum.value))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(key) else {
      throw .writeFailed(path: keyFile(part).path, problem: "its key cannot be encoded as JSON")
    }
    // After the features: were writing cut off between the two, the key would not fit them.
    try AtomicWrite.write(data, to: keyFile(part))
    return try NPYFile(contentsOf: featureFile(part)).matrix()
  }

  static func hexadecimal(_ value: UInt64) -> String { String(value, radix: 16) }

  private func featureFile(_ part: EncodingProgress.Part) -> URL {
    folder.appendingPathComponent("\(name(of: part)).npy")
  }

  private func keyFile(_ part: EncodingProgress.Part) -> URL {
    folder.appendingPathComponent("\(name(of: part)).json")
  }

  private func name(of part: EncodingProgress.Part) -> String {
    part == .texts ? textsName : part.rawValue
  }
}
