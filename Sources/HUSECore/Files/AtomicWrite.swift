#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
package import Foundation

/// Writes files so that a reader sees the old file or the whole new one, never a part.
package enum AtomicWrite {
  /// Writes the chunks that `body` hands over to a temporary file beside `url`, flushes it to the
  /// disk and renames it to `url`.
  ///
  /// - Throws: `HUSEError.writeFailed`; the temporary file is removed and `url` is unchanged.
  package static func write(
    to url: URL, _ body: (_ append: (UnsafeRawBufferPointer) throws(HUSEError) -> Void)
      throws(HUSEError) -> Void
  ) throws(HUSEError) {
    let path = url.path
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(HUSEError) {
      do throws(HUSEError) {
        try body { (chunk) throws(HUSEError) in
          try append(chunk, to: descriptor, path: path)
        }
        guard fsync(descriptor) == 0 else { throw failure(path) }
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    flushFolder(of: url)
  }

  /// Writes `data` whole or not at all.
  package static func write(_ data: Data, to url: URL) throws(HUSEError) {
    try write(to: url) { (append) throws(HUSEError) in
      for region in data.regions {
        var failed: HUSEError?
        region.withUnsafeBytes { bytes in
          do throws(HUSEError) { try append(bytes) } catch { failed = error }
        }
        if let failed { throw failed }
      }
    }
  }

  private static func append(
    _ chunk: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(HUSEError) {
    var rest = chunk[...]
    while !rest.isEmpty {
      let written = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        #if canImport(Glibc)
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        #else
          Darwin.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      rest = rest.dropFirst(written)
    }
  }

  private static func failure(_ path: String) -> HUSEError {
    .writeFailed(path: path, problem: String(cString: strerror(errno)))
  }

  /// Makes the rename itself survive a power failure. Best effort: some file systems refuse.
  private static func flushFolder(of url: URL) {
    let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
