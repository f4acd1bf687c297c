public import Foundation
import HUSECore

/// A folder that caches encoded features in images.npy and texts.npy, which NumPy can read.
///
/// Beside each file, a small JSON file records its inputs. Features are reused while these are
/// unchanged: the texts and their order; the identifiers of the items and the sizes and
/// modification times of the image files; and the name and dimension of the encoder. Features that
/// are stale, damaged or of an unknown version are encoded again.
public struct FeatureCache: Sendable, Hashable {
  /// The folder, which is created when features are first stored.
  public var folder: URL
  /// The name of the text features: `texts`, unless several sets of texts share their images.
  public var textsName: String
  /// A name of the image encoder that stands for its model, weights and preprocessing.
  public var imageEncoder: String
  /// A name of the text encoder that stands for its model, weights and settings.
  public var textEncoder: String

  /// Creates a cache.
  ///
  /// - Parameters:
  ///   - folder: the folder, which is created when features are first stored.
  ///   - imageEncoder: a name that changes whenever the same image would get other features, such
  ///     as `EfficientNet-Lite0, ImageNet, 224 pixels`.
  ///   - textEncoder: a name that changes whenever the same text would get other features.
  ///   - textsName: the name of the files of text features. Choose another one if several sets of
  ///     texts share their images.
  public init(
    folder: URL, imageEncoder: String, textEncoder: String, textsName: String = "texts"
  ) {
    self.folder = folder
    self.textsName = textsName
    self.imageEncoder = imageEncoder
    self.textEncoder = textEncoder
  }

  /// The size and the modification time of a file of weights.
  ///
  /// Made part of the name of an encoder, it changes the name whenever the file changes. Links are
  /// followed; both numbers are 0 for a missing file.
  public static func state(of file: URL) -> String {
    let values = try? file.resolvingSymlinksInPath()
      .resourceValues(forKeys: [.fileSizeKey, .contentModificationDateKey])
    let changed = values?.contentModificationDate?.timeIntervalSince1970 ?? 0
    return "\(values?.fileSize ?? 0) bytes, changed \(Int(changed))"
  }

  /// The states of the files of a pretrained model that decide its features: its settings and
  /// weights.
  ///
  /// Empty for a missing folder.
  public static func state(ofFolder folder: URL) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".safetensors") }.sorted()
      .map { "\($0): \(state(of: folder.appendingPathComponent($0)))" }
      .joined(separator: "; ")
  }

  /// The inputs of cached features.
  struct Key: Codable, Equatable {
    var version = 1
    let encoder: String
    let rows: Int
    let dimension: Int
    /// The fingerprint of the inputs, in hexadecimal.
    let inputs: String
    /// The CRC-32 of the features, in hexadecimal; `nil` before they are encoded.
    var features: String?
  }

  /// The features of a key, mapped from their file; `nil` if they are missing, stale or damaged.
  func features(of modality: Modality, for key: Key) -> Matrix? {
    guard let data = try? Data(contentsOf: keyFile(modality)),
      let stored = try? JSONDecoder().decode(Key.self, from: data),
      let matrix = try? NPYFile(contentsOf: featureFile(modality)).matrix(),
      matrix.rows == key.rows, matrix.columns == key.dimension
    else { return nil }
    var checksum = CRC32()
    matrix.withUnsafeBufferPointer { checksum.update(with: UnsafeRawBufferPointer($0)) }
    var expected = key
    expected.features = Self.hexadecimal(UInt64(checksum.value))
    return stored == expected ? matrix : nil
  }

  /// Stores features and maps them from their file.
  ///
  /// - Parameters:
  ///   - modality: the modality of the features.
  ///   - key: the inputs of the features.
  ///   - next: returns the next rows, and `nil` after the last.
  /// - Returns: the features.
  /// - Throws: `HUSEError.writeFailed`; the errors of `next`.
  func store(
    _ modality: Modality, for key: Key, next: () throws(HUSEError) -> Matrix?
  ) throws(HUSEError) -> Matrix {
    try FileManager.default.createFolder(at: folder)
    var checksum = CRC32()
    try NPYFile.write(rows: key.rows, columns: key.dimension, to: featureFile(modality)) {
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
      throw .writeFailed(path: keyFile(modality).path, problem: "its key cannot be encoded as JSON")
    }
    // After the features, so that an interruption leaves a key that does not match.
    try AtomicWrite.write(data, to: keyFile(modality))
    return try NPYFile(contentsOf: featureFile(modality)).matrix()
  }

  static func hexadecimal(_ value: UInt64) -> String { String(value, radix: 16) }

  private func featureFile(_ modality: Modality) -> URL {
    folder.appendingPathComponent("\(name(of: modality)).npy")
  }

  private func keyFile(_ modality: Modality) -> URL {
    folder.appendingPathComponent("\(name(of: modality)).json")
  }

  private func name(of modality: Modality) -> String {
    modality == .text ? textsName : modality.plural
  }
}
