import Foundation
import HUSE

/// The lines of standard input, with a check whether the next one is available.
struct StandardInput {
  private var buffer = Data()
  /// The size of the part of the buffer that holds no line feed.
  private var searched = 0
  private var isAtEnd = false

  private static let lineFeed = UInt8(ascii: "\n")
  private static let chunkSize = 1 << 16

  /// The bytes of the next line without its line end; `nil` after the last line.
  ///
  /// - Throws: `HUSEError.invalidData` if standard input cannot be read.
  mutating func next() throws(HUSEError) -> Data? {
    while !hasLine, !isAtEnd { try read() }
    guard !buffer.isEmpty else { return nil }
    let end = hasLine ? buffer.startIndex + searched : buffer.endIndex
    var line = buffer[..<end]
    buffer = buffer[end...].dropFirst()
    searched = 0
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  /// Whether `next` returns without waiting.
  ///
  /// - Throws: as `next`.
  mutating func isNextThere() throws(HUSEError) -> Bool {
    while !hasLine, !isAtEnd {
      var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 0) > 0 else { return false }
      try read()
    }
    return true
  }

  /// Whether the buffer holds a complete line, which ends at `searched`.
  private var hasLine: Bool {
    mutating get {
      let rest = buffer.dropFirst(searched)
      let end = rest.firstIndex(of: Self.lineFeed)
      searched = (end ?? buffer.endIndex) - buffer.startIndex
      return end != nil
    }
  }

  private mutating func read() throws(HUSEError) {
    var chunk = Data(count: Self.chunkSize)
    let count = chunk.withUnsafeMutableBytes {
      Foundation.read(STDIN_FILENO, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR { return }
    if count < 0, errno == EAGAIN {
      var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      poll(&request, 1, -1)
      return
    }
    guard count >= 0 else {
      throw .invalidData(
        source: "standard input", problem: "cannot be read: \(String(cString: strerror(errno)))",
        remedy: "Pass inputs as arguments, or a file or a pipe as standard input.")
    }
    isAtEnd = count == 0
    buffer.append(chunk.prefix(count))
  }
}
