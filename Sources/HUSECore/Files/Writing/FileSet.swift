package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A group of files that are replaced together.
///
/// All files are first written beside their targets and then moved into place together.
///
/// The last file is the one that the others belong to. It is absent while the others change, so a
/// process that is killed at any moment leaves the old files, the new files, or an incomplete group
/// without the last file. A failure restores the old files.
package struct FileSet: ~Copyable {
  private var files: [(temporary: URL, target: URL)] = []
  private var removed: [URL] = []

  package init() {}

  deinit {
    for file in files { unlink(file.temporary.path) }
  }

  /// Adds a file for `url`; `write` receives the temporary location to which it writes the file.
  package mutating func add(_ url: URL, by write: (URL) throws -> Void) throws {
    guard case .file(let path, _)? = try? WriteTarget(url.path) else {
      throw HUSEError.writeFailed(path: url.path, problem: "it is not a file")
    }
    PartialFile.removeAbandoned(for: path)
    let temporary = URL(fileURLWithPath: PartialFile.path(for: path))
    files.append((temporary, URL(fileURLWithPath: path)))
    try write(temporary)
  }

  /// Marks a file for removal when the others are replaced.
  package mutating func remove(_ url: URL) { removed.append(url) }

  /// Moves the files into place.
  ///
  /// - Throws: `HUSEError.writeFailed`; the old files are then unchanged.
  /// - Precondition: at least one file was added.
  package consuming func commit() throws(HUSEError) {
    var old: [(aside: String, target: String)] = []
    var new: [String] = []
    do throws(HUSEError) {
      // The last file goes first, so that it is the last to be restored.
      for url in files.reversed().map(\.target) + removed {
        let aside = PartialFile.path(for: url.path)
        if rename(url.path, aside) == 0 {
          old.append((aside, url.path))
        } else if errno != ENOENT {
          throw Self.failure(url)
        }
      }
      for file in files {
        guard rename(file.temporary.path, file.target.path) == 0 else {
          throw Self.failure(file.target)
        }
        new.append(file.target.path)
      }
    } catch {
      for path in new.reversed() { unlink(path) }
      for file in old.reversed() { rename(file.aside, file.target) }
      throw error
    }
    if let last = files.last { AtomicWrite.flushFolder(of: last.target) }
    for file in old { unlink(file.aside) }
  }

  private static func failure(_ url: URL) -> HUSEError {
    .writeFailed(path: url.path, problem: String(cString: strerror(errno)))
  }
}
