import Foundation

/// The three descriptors that a program is started with.
package enum StandardStreams {
  /// Makes writing safe; to be called before anything is opened.
  ///
  /// A descriptor that is closed would be taken by the next file that is opened, and lines for a
  /// person would land in that file. It gets the null device, opened so that using it is an error
  /// as before. What cannot be written is an error and no longer a signal that ends the program.
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
  /// - Parameter milliseconds: how long a descriptor is waited for that is not ready; -1 for ever.
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
