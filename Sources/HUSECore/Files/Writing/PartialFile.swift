import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The temporary file or folder beside a target that a process writes and then renames:
/// `NAME.NUMBER.partial`.
///
/// It is locked while it is written. The lock is released if the process is killed.
package enum PartialFile {
  private static let suffix = ".partial"
  /// The maximum length of a file name, in bytes.
  private static let longestName = 255
  private static let longestNumber = 20

  /// A new path beside a target; the name is truncated if the file system would not accept it.
  package static func path(for target: String) -> String {
    let (folder, stem) = parts(of: target)
    return "\(folder)/\(stem).\(UInt64.random(in: 0 ... .max))\(suffix)"
  }

  /// Removes partial files that killed processes left behind, but not those still being written.
  package static func removeAbandoned(for target: String) {
    let (folder, stem) = parts(of: target)
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(stem + ".") && name.hasSuffix(suffix) {
      // Files that are replaced together are partial files, each written through its own partial
      // file, so their names have two numbers.
      let numbers = name.dropFirst(stem.count + 1).dropLast(suffix.count)
        .split(separator: suffix + ".", omittingEmptySubsequences: false)
      guard numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } })
      else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? files.removeItem(atPath: path) }
    }
  }

  /// Locks a file that was just made.
  ///
  /// - Returns: whether it is still there: another process may have removed it as abandoned.
  static func lock(_ descriptor: Int32) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return false }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  private static func parts(of target: String) -> (folder: String, stem: String) {
    let url = URL(fileURLWithPath: target)
    var stem = url.lastPathComponent
    while stem.utf8.count > longestName - 1 - longestNumber - suffix.utf8.count {
      stem.unicodeScalars.removeLast()
    }
    return (url.deletingLastPathComponent().path, stem)
  }
}
