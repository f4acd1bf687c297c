package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that any number of threads can read at any position.
///
/// Unlike a mapped file, it does not count towards the memory of the process.
package final class PositionedFile: Sendable {
  /// The path, for messages.
  package let path: String
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `HUSEError.fileNotFound`, or `.malformedFile` if it cannot be opened.
  package init(contentsOf url: URL) throws(HUSEError) {
    path = url.path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { throw .fileNotFound(path: path, remedy: "Check the path.") }
      throw .malformedFile(
        path: path, problem: "cannot be opened: \(String(cString: strerror(code)))",
        remedy: "Check its permissions and the limit on open files.")
    }
    #if canImport(Glibc)
      // Rows are read in random order, so reading ahead would be wasted.
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_RANDOM)
    #endif
  }

  deinit { close(descriptor) }

  /// Starts reading bytes in the background, if the system can, because they will be needed soon.
  package func prepare(_ range: Range<Int>) {
    #if canImport(Glibc)
      posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
    #endif
  }

  /// The bytes in a range.
  ///
  /// - Throws: `HUSEError.malformedFile` if the file is too short or cannot be read.
  package func bytes(in range: Range<Int>) throws(HUSEError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var failure: HUSEError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(HUSEError) {
        try read(into: buffer, at: range.lowerBound)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Throws: `HUSEError.malformedFile` if the file is too short or cannot be read.
  package func read(
    into target: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(HUSEError) {
    var done = 0
    while done < target.count {
      let count = pread(
        descriptor, target.baseAddress! + done, target.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw .malformedFile(
          path: path,
          problem: count == 0
            ? "ends before byte \(offset + target.count); it has been cut since it was opened"
            : "cannot be read: \(String(cString: strerror(errno)))",
          remedy: "Keep the file unchanged while it is in use.")
      }
      done += count
    }
  }
}
