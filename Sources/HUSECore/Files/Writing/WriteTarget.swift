import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The target that a path for writing refers to.
enum WriteTarget {
  /// A file, which may not exist yet, after following symbolic links; an existing file keeps its
  /// mode and owner.
  case file(path: String, existing: stat?)
  /// A device, a FIFO or a socket, which is written to directly.
  case device(path: String)
  /// An open descriptor of this process, such as `/dev/stdout`.
  case descriptor(Int32)

  private static let mostLinks = 40

  /// Follows the links of a path.
  ///
  /// - Throws: the error number, such as `EISDIR` for a folder and `ELOOP` for circular links.
  init(_ path: String) throws(POSIXError) {
    var path = path
    for _ in 0..<Self.mostLinks {
      if let number = Self.descriptor(path) {
        self = .descriptor(number)
        return
      }
      var status = stat()
      guard lstat(path, &status) == 0 else {
        guard errno == ENOENT else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        self = .file(path: path, existing: nil)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK: path = try Self.destination(of: path)
      case S_IFREG:
        self = .file(path: path, existing: status)
        return
      case S_IFDIR: throw POSIXError(.EISDIR)
      default:
        self = .device(path: path)
        return
      }
    }
    throw POSIXError(.ELOOP)
  }

  /// The number in `/dev/fd/3`, `/proc/self/fd/3` and equivalent paths.
  private static func descriptor(_ path: String) -> Int32? {
    let own = "/proc/\(getpid())/fd/"
    for folder in ["/dev/fd/", "/proc/self/fd/", own] where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count))
    }
    return nil
  }

  private static func destination(of link: String) throws(POSIXError) -> String {
    guard let text = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
      throw POSIXError(.EIO)
    }
    guard !text.hasPrefix("/") else { return text }
    return URL(fileURLWithPath: link).deletingLastPathComponent().path + "/" + text
  }
}
