import Foundation

/// Standard input, output and error.
package enum StandardStreams {
  /// Makes writing safe.
  ///
  /// Call it before any file is opened.
  ///
  /// The next file that is opened would get the number of a closed descriptor, and messages would
  /// be written to that file. Such a descriptor is opened on the null device, in the mode in which
  /// using it is still an error. Writing to a closed pipe or beyond the size limit becomes an error
  /// instead of a signal that ends the program.
  package static func prepare() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes all bytes.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - descriptor: the stream.
  ///   - milliseconds: how long to wait for a descriptor that is not ready; -1 for ever.
  /// - Returns: 0, or the number of the error.
  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32, waiting milliseconds: Int32
  ) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(
        descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, milliseconds) != 0 else { return EAGAIN }
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
