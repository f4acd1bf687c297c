public import Foundation
public import HUSECore

/// An .npz archive of NumPy: named arrays, stored (`np.savez`) or compressed
/// (`np.savez_compressed`).
///
/// An array is inflated straight into the memory of its matrix; nothing is extracted to a disk.
public struct NPZFile: Sendable {
  private let entries: [String: ByteContent]

  /// The path, for messages.
  public let path: String
  /// The names of the arrays, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// Maps an archive and reads its directory; the arrays are read when they are asked for.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for what is no archive, is truncated or
  ///   declares sizes that cannot be; `.unsupportedFile` for encrypted entries.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    path = file.path
    var entries: [String: ByteContent] = [:]
    for (name, content) in try ZipArchive(of: file).entries where name.hasSuffix(".npy") {
      entries[String(name.dropLast(4))] = content
    }
    self.entries = entries
  }

  /// Whether the archive holds an array.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Whether an array holds texts.
  ///
  /// - Throws: as `matrix(_:)`.
  public func isText(_ name: String) throws(HUSEError) -> Bool { try array(name).isText }

  /// An array as a matrix, as `NPYFile.matrix()`.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no such array or it is damaged; else as
  ///   `NPYFile.matrix()`.
  public func matrix(_ name: String) throws(HUSEError) -> Matrix { try array(name).matrix() }

  /// An array of integers, as `NPYFile.integers()`.
  ///
  /// - Throws: as `matrix(_:)` and `NPYFile.integers()`.
  public func integers(_ name: String) throws(HUSEError) -> [Int] { try array(name).integers() }

  /// An array of texts, as `NPYFile.strings()`.
  ///
  /// - Throws: as `matrix(_:)` and `NPYFile.strings()`.
  public func strings(_ name: String) throws(HUSEError) -> [String] { try array(name).strings() }

  private func array(_ name: String) throws(HUSEError) -> NPYArray {
    guard let content = entries[name] else {
      throw .malformedFile(
        path: path, problem: "has no array '\(name)'",
        remedy: names.isEmpty
          ? "It holds no arrays; write it with `np.savez`."
          : "Found: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "").")
    }
    return try NPYArray(content)
  }
}
