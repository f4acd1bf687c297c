public import Foundation
public import HUSECore

/// An .npz archive of NumPy, with named arrays that are stored (`np.savez`) or compressed
/// (`np.savez_compressed`).
///
/// Arrays are inflated directly into the memory of their matrices. Nothing is extracted to disk.
public struct NPZFile: Sendable {
  private let entries: [String: FileSection]

  /// The path, for messages.
  public let path: String
  /// The names of the arrays, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// Maps an archive and reads its directory.
  ///
  /// The arrays are read on demand.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for another file, or for an archive that
  ///   is truncated or declares impossible sizes; `.unsupportedFile` for encrypted entries.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    path = file.path
    var entries: [String: FileSection] = [:]
    for (name, content) in try ZipArchive(of: file).entries where name.hasSuffix(".npy") {
      entries[String(name.dropLast(4))] = content
    }
    self.entries = entries
  }

  /// Whether the archive has an array of a name.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Whether the elements of an array are texts.
  ///
  /// - Throws: the errors of `matrix(_:)`.
  public func isText(_ name: String) throws(HUSEError) -> Bool { try array(name).isText }

  /// An array as a matrix, like `NPYFile.matrix()`.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no such array or it is damaged; the errors of
  ///   `NPYFile.matrix()`.
  public func matrix(_ name: String) throws(HUSEError) -> Matrix { try array(name).matrix() }

  /// The elements of an array of integers, like `NPYFile.integers()`.
  ///
  /// - Throws: the errors of `matrix(_:)` and `NPYFile.integers()`.
  public func integers(_ name: String) throws(HUSEError) -> [Int] { try array(name).integers() }

  /// The elements of an array of texts, like `NPYFile.strings()`.
  ///
  /// - Throws: the errors of `matrix(_:)` and `NPYFile.strings()`.
  public func strings(_ name: String) throws(HUSEError) -> [String] { try array(name).strings() }

  private func array(_ name: String) throws(HUSEError) -> NPYArray {
    guard let content = entries[name] else {
      throw .malformedFile(
        path: path, problem: "has no array '\(name)'",
        remedy: names.isEmpty
          ? "It has no arrays; write it with `np.savez`."
          : "Found: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "").")
    }
    return try NPYArray(content)
  }
}
