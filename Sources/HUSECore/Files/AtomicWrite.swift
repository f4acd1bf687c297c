package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file so that a reader sees the old file or the complete new one, never a part.
///
/// The bytes go to a temporary file in the folder of the target, which is flushed to the disk and
/// renamed.
package struct AtomicWrite: ~Copyable {
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
    let path = url.path
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    let file = AtomicWrite(path: path, descriptor: descriptor)
    guard descriptor >= 0 else { throw file.failure() }
    var isOpen = true
    do throws(HUSEError) {
      try body(file)
      guard fsync(descriptor) == 0 else { throw file.failure() }
      isOpen = false
      guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw file.failure() }
    } catch {
      if isOpen { close(descriptor) }
      unlink(temporary)
      throw error
    }
    flushFolder(of: url)
  }

  /// Writes `data` completely or not at all.
  package static func write(_ data: Data, to url: URL) throws(HUSEError) {
    try write(to: url) { (file) throws(HUSEError) in try file.append(data) }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(HUSEError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = posixWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if written < 0 {
        if errno == EINTR { continue }
        throw failure()
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

  private func failure() -> HUSEError {
    .writeFailed(path: path, problem: String(cString: strerror(errno)))
  }

  /// Makes the rename itself survive a power failure.
  ///
  /// Best effort: some file systems refuse.
  private static func flushFolder(of url: URL) {
    let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
