#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
package import Foundation

/// Files that are replaced together: all of them are written beside their targets first, and then
/// take their places at once.
///
/// The last one is the file that the others belong to. It is away while the others change, so that
/// a kill at any moment leaves the old files, the new ones, or some without the last.
package struct FileSet: ~Copyable {
  private var files: [(temporary: URL, target: URL)] = []
  private var removed: [URL] = []

  package init() {}

  deinit {
    for file in files { unlink(file.temporary.path) }
  }

  /// Writes the file that will stand at `url`.
  ///
  /// - Parameter write: writes to the place that it is given.
  package mutating func add(_ url: URL, by write: (URL) throws -> Void) throws {
    guard case .file(let path, _)? = try? WriteTarget(url.path) else {
      throw HUSEError.writeFailed(path: url.path, problem: "it is not a file")
    }
    PartialFile.removeAbandoned(for: path)
    let temporary = URL(fileURLWithPath: PartialFile.path(for: path))
    files.append((temporary, URL(fileURLWithPath: path)))
    try write(temporary)
  }

  /// Has a file removed that belongs to those that are replaced.
  package mutating func remove(_ url: URL) { removed.append(url) }

  /// Puts the files in their places.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  /// - Precondition: there are files.
  package consuming func commit() throws(HUSEError) {
    let last = files[files.count - 1].target
    for url in [last] + removed {
      guard unlink(url.path) == 0 || errno == ENOENT else { throw Self.failure(url) }
    }
    for file in files {
      guard rename(file.temporary.path, file.target.path) == 0 else {
        throw Self.failure(file.target)
      }
    }
  }

  private static func failure(_ url: URL) -> HUSEError {
    .writeFailed(path: url.path, problem: String(cString: strerror(errno)))
  }
}
