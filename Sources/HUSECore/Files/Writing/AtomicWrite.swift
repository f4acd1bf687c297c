package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file so that a reader sees either the old file or the complete new one.
///
/// The bytes go to a temporary file beside the target, which is flushed to the disk and renamed.
/// Symbolic links are followed. A replaced file keeps its mode and, where the system allows it, its
/// owner. Devices, FIFOs and descriptors such as `/dev/stdout` are written to directly.
package struct AtomicWrite: ~Copyable {
  /// The path that the caller passed, for messages.
  private let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Writes what `body` appends.
  ///
  /// - Throws: `HUSEError.writeFailed`, or what `body` throws; the temporary file is then removed,
  ///   and an earlier file at `url` is unchanged.
  package static func write(
    to url: URL, _ body: (borrowing AtomicWrite) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let target: WriteTarget
    do throws(POSIXError) {
      target = try WriteTarget(url.path)
    } catch {
      throw failure(url.path, error.code.rawValue)
    }
    switch target {
    case .file(let path, let existing):
      try replace(path, existing, named: url.path, body)
    case .device(let path):
      try writeThrough(open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), named: url.path, body)
    case .descriptor(let number):
      try writeThrough(dup(number), named: url.path, body)
    }
  }

  /// Writes `data` completely or not at all.
  package static func write(_ data: Data, to url: URL) throws(HUSEError) {
    try write(to: url) { (file) throws(HUSEError) in try file.append(data) }
  }

  private static func writeThrough(
    _ descriptor: Int32, named name: String,
    _ body: (borrowing AtomicWrite) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    guard descriptor >= 0 else { throw failure(name, errno) }
    let file = AtomicWrite(path: name, descriptor: descriptor)
    do throws(HUSEError) { try body(file) } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure(name, errno) }
  }

  private static func replace(
    _ target: String, _ existing: stat?, named name: String,
    _ body: (borrowing AtomicWrite) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    PartialFile.removeAbandoned(for: target)
    let (temporary, descriptor) = try makePartialFile(for: target, existing, named: name)
    let file = AtomicWrite(path: name, descriptor: descriptor)
    do throws(HUSEError) {
      try body(file)
      guard fsync(descriptor) == 0, rename(temporary, target) == 0 else {
        throw failure(name, errno)
      }
    } catch {
      unlink(temporary)
      close(descriptor)
      throw error
    }
    close(descriptor)
    flushFolder(of: URL(fileURLWithPath: target))
  }

  private static func makePartialFile(
    for target: String, _ existing: stat?, named name: String
  ) throws(HUSEError) -> (path: String, descriptor: Int32) {
    let mode = existing.map { $0.st_mode & 0o777 } ?? 0o644
    while true {
      let path = PartialFile.path(for: target)
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      guard descriptor >= 0 else { throw failure(name, errno) }
      guard PartialFile.lock(descriptor) else {
        close(descriptor)
        continue
      }
      if let existing {
        // Where only the superuser may change a file's owner, another user's file becomes this
        // user's.
        if fchown(descriptor, existing.st_uid, existing.st_gid) != 0 {
          _ = fchown(descriptor, .max, existing.st_gid)
        }
        fchmod(descriptor, mode)
      }
      return (path, descriptor)
    }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(HUSEError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = posixWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if written < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path, errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Appends bytes.
  package func append(_ data: Data) throws(HUSEError) {
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(HUSEError) in try append(bytes) }
    }
    try result.get()
  }

  private static func failure(_ path: String, _ code: Int32) -> HUSEError {
    .writeFailed(path: path, problem: String(cString: strerror(code)))
  }

  /// Makes the rename itself survive a power failure.
  ///
  /// Best effort: some file systems refuse.
  static func flushFolder(of url: URL) {
    let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
