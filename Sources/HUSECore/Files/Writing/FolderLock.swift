package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lock that lets only one process write to a folder, for the lifetime of this object.
///
/// The lock is released when the process ends, even if the process is killed.
package final class FolderLock: Sendable {
  private let path: String
  private let descriptor: Int32
  private let isNew: Bool

  /// Locks a folder, creating it if needed; a new folder that stays empty is removed again.
  ///
  /// - Throws: `HUSEError.writeFailed` if another process holds the lock, or if the folder cannot
  ///   be created.
  package init(_ url: URL) throws(HUSEError) {
    path = url.path
    var isNew = false
    var descriptor: Int32
    repeat {
      if !FileManager.default.fileExists(atPath: path) {
        try FileManager.default.createFolder(at: url)
        isNew = true
      }
      descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else {
        if errno == ENOENT { continue }
        throw .writeFailed(path: path, problem: String(cString: strerror(errno)))
      }
      // Some file systems have no locks. There, the folder is used without one.
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
        close(descriptor)
        throw .writeFailed(
          path: path,
          problem: "another program is writing to this folder. Wait until it ends, or pass "
            + "another folder")
      }
      // Another process may have removed the folder in between.
    } while descriptor < 0 || !Self.isFolder(descriptor, at: path)
    self.descriptor = descriptor
    self.isNew = isNew
  }

  deinit {
    if isNew { rmdir(path) }
    close(descriptor)
  }

  private static func isFolder(_ descriptor: Int32, at path: String) -> Bool {
    var (opened, found) = (stat(), stat())
    let isSame =
      fstat(descriptor, &opened) == 0 && stat(path, &found) == 0
      && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino
    if !isSame { close(descriptor) }
    return isSame
  }
}
