import CZlib
import HUSECore

/// The inflated bytes of a zlib stream (RFC 1950).
final class InflatedBytes {
  private let buffer: UnsafeMutableRawBufferPointer
  private let count: Int

  /// Inflates the first `limit` bytes; fewer if the stream has fewer.
  ///
  /// - Returns: `nil` for damaged data.
  convenience init?(beginningOf input: UnsafeRawBufferPointer, limit: Int) {
    self.init(input, capacity: limit, isWhole: false)
  }

  /// Inflates a stream of `size` bytes and checks its checksum.
  ///
  /// - Returns: `nil` for damaged data or another size.
  convenience init?(wholeOf input: UnsafeRawBufferPointer, size: Int) {
    // One more byte, since zlib detects the end of the stream only if there is memory after it.
    self.init(input, capacity: size + 1, isWhole: true)
    guard count == size else { return nil }
  }

  private init?(_ input: UnsafeRawBufferPointer, capacity: Int, isWhole: Bool) {
    // Allocated, since zlib requires a state that does not move in memory.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    defer { inflateEnd(stream) }
    buffer = .allocate(byteCount: capacity, alignment: 16)
    var (read, written) = (0, 0)
    var status = Z_OK
    while status == Z_OK, written < capacity {
      // zlib takes 32-bit lengths and only reads its input.
      let source = UnsafeRawBufferPointer(rebasing: input[read...].prefix(1 << 30))
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[written...].prefix(1 << 30))
      stream.pointee.next_in =
        UnsafeMutableRawBufferPointer(mutating: source)
        .assumingMemoryBound(to: UInt8.self).baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(target.count)
      status = inflate(stream, Z_NO_FLUSH)
      read += source.count - Int(stream.pointee.avail_in)
      written += target.count - Int(stream.pointee.avail_out)
    }
    count = written
    guard status == Z_STREAM_END || status == Z_OK && !isWhole else { return nil }
  }

  deinit { buffer.deallocate() }

  /// A copy of the bytes.
  var bytes: [UInt8] { [UInt8](buffer[..<count]) }

  /// Calls `body` with the bytes.
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(HUSEError) -> Result
  ) throws(HUSEError) -> Result {
    try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }
}
