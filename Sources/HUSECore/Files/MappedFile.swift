package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file, mapped into memory read-only for the lifetime of this object.
///
/// `@unchecked Sendable`: the bytes are never written.
package final class MappedFile: @unchecked Sendable {
  /// The bytes of the file; empty for an empty file.
  package let bytes: UnsafeRawBufferPointer
  /// The path, for messages.
  package let path: String
  private let isMapped: Bool

  /// Maps a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`, or `.malformedFile` if it is not a readable file.
  package init(contentsOf url: URL) throws(HUSEError) {
    path = url.path
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR {
        throw .fileNotFound(path: path, remedy: "Check the path.")
      }
      throw .malformedFile(
        path: path, problem: "cannot be opened: \(String(cString: strerror(code)))",
        remedy: "Check its permissions.")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .malformedFile(path: path, problem: "is not a file", remedy: "Pass the path of a file.")
    }
    isMapped = true
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0),
      address != MAP_FAILED
    else {
      throw .malformedFile(
        path: path, problem: "cannot be mapped: \(String(cString: strerror(errno)))",
        remedy: "Copy it to a local disk.")
    }
    let mapped = UnsafeRawBufferPointer(start: address, count: size)
    guard !mapped.starts(with: Self.pointerOfLargeFile) else {
      munmap(address, size)
      throw .malformedFile(
        path: path, problem: "is a pointer of Git LFS and not the file itself",
        remedy: "Fetch the file with `git lfs pull`.")
    }
    bytes = mapped
  }

  /// The beginning of the pointer file that Git LFS stores instead of a large file.
  private static let pointerOfLargeFile = Array("version https://git-lfs.github.com/spec/".utf8)

  /// Creates a file from a copy of bytes that are already in memory.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - path: the source of the bytes, for messages.
  package init(bytes: [UInt8], path: String) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
    copy.copyBytes(from: bytes)
    self.bytes = UnsafeRawBufferPointer(copy)
    self.path = path
    isMapped = false
  }

  /// Releases the memory that holds what was read; later reads go to the file again.
  package func releasePages() {
    guard isMapped, let address = bytes.baseAddress else { return }
    // This is only a hint. It cannot lose data, because the file is mapped read-only.
    _ = madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_DONTNEED)
  }

  /// A copy of the bytes, which outlives the file.
  package var data: Data { withExtendedLifetime(self) { Data(bytes) } }

  deinit {
    if !isMapped {
      bytes.deallocate()
    } else if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }
}
