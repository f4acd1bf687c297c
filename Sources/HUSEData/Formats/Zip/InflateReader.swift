import CZlib
import HUSECore

/// Inflates Deflate data (RFC 1951) in parts, and never more than the declared size.
///
/// A class, because zlib requires a state that does not move in memory.
final class InflateReader: ByteSource {
  private let content: FileSection
  private let stream: UnsafeMutablePointer<z_stream>
  private var position: Int
  private var checksum = CRC32()
  private var isAtEnd = false

  init(_ content: FileSection) throws(HUSEError) {
    self.content = content
    position = content.range.lowerBound
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits: raw Deflate without the zlib header, as in zip archives.
    let status = inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw .malformedFile(
        path: content.path, problem: "cannot be inflated: zlib returned \(status)",
        remedy: "Close other programs to free memory, or write the file uncompressed.")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws(HUSEError) {
    guard try inflate(into: target) == target.count else {
      throw malformed("inflates to fewer bytes than the archive declares")
    }
  }

  func finish() throws(HUSEError) {
    // The end of the stream may follow the last byte, so one more read must return nothing.
    let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { byte.deallocate() }
    guard try inflate(into: byte) == 0 else {
      throw malformed("inflates to more bytes than the archive declares")
    }
    guard checksum.value == content.checksum else {
      throw DamagedFile.wrongChecksum(path: content.path)
    }
  }

  /// Inflates `target.count` bytes, or fewer at the end of the stream.
  private func inflate(into target: UnsafeMutableRawBufferPointer) throws(HUSEError) -> Int {
    var filled = 0
    while filled < target.count, !isAtEnd {
      let input = content.file.bytes[position..<content.range.upperBound].prefix(1 << 30)
      let output = UnsafeMutableRawBufferPointer(
        rebasing: target[filled...].prefix(1 << 30))
      // zlib only reads its input, although the declaration in C lacks `const`.
      stream.pointee.next_in =
        UnsafeMutableRawBufferPointer(
          mutating: UnsafeRawBufferPointer(rebasing: input)
        ).assumingMemoryBound(to: UInt8.self).baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      let produced = output.count - Int(stream.pointee.avail_out)
      position += input.count - Int(stream.pointee.avail_in)
      checksum.update(with: UnsafeRawBufferPointer(rebasing: output[..<produced]))
      filled += produced
      switch status {
      case Z_OK: break
      case Z_STREAM_END: isAtEnd = true
      case Z_BUF_ERROR: throw malformed("its compressed data ends too early")
      default: throw malformed("its compressed data is damaged")
      }
    }
    return filled
  }

  private func malformed(_ problem: String) -> HUSEError {
    .malformedFile(path: content.path, problem: problem, remedy: DamagedFile.remedy)
  }
}
