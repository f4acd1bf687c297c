package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a folder so that a reader sees either the complete folder or none.
///
/// The files go to a temporary folder beside the target, which is then renamed.
package enum NewFolder {
  /// Creates a folder with the files that `body` writes.
  ///
  /// - Throws: `HUSEError.writeFailed` if a file or a folder that is not empty exists at `url`,
  ///   which is then unchanged; or what `body` throws.
  package static func write(
    to url: URL, _ body: (URL) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let files = FileManager.default
    if files.fileExists(atPath: url.path) {
      guard let contents = try? files.contentsOfDirectory(atPath: url.path), contents.isEmpty else {
        throw .writeFailed(path: url.path, problem: "it exists and is not an empty folder")
      }
    }
    PartialFile.removeAbandoned(for: url.path)
    let temporary = URL(fileURLWithPath: PartialFile.path(for: url.path), isDirectory: true)
    defer { try? files.removeItem(at: temporary) }
    do {
      try files.createDirectory(at: temporary, withIntermediateDirectories: false)
    } catch {
      throw .writeFailed(path: url.path, problem: error.localizedDescription)
    }
    let lock = try FolderLock(temporary)
    defer { withExtendedLifetime(lock) {} }
    try body(temporary)
    do {
      // Only an empty folder is removed: files that appeared in it meanwhile belong to others.
      guard !files.fileExists(atPath: url.path) || rmdir(url.path) == 0 else {
        throw CocoaError(.fileWriteFileExists)
      }
      try files.moveItem(at: temporary, to: url)
    } catch {
      throw .writeFailed(path: url.path, problem: error.localizedDescription)
    }
  }
}
