import HUSECore

/// Bytes that are read in sequence, either stored in a file or inflated from it.
protocol ByteSource {
  /// Fills `target` with the next bytes.
  ///
  /// - Throws: `HUSEError.malformedFile` if there are fewer bytes or they are damaged.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(HUSEError)

  /// Checks that all bytes have been read and that the checksum, if there is one, is right.
  ///
  /// - Throws: `HUSEError.malformedFile` if not.
  mutating func finish() throws(HUSEError)
}

extension ByteSource {
  /// Reads the next `count` bytes.
  ///
  /// - Throws: `HUSEError.malformedFile` if there are fewer bytes or they are damaged.
  mutating func read(_ count: Int) throws(HUSEError) -> [UInt8] {
    var failure: HUSEError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do throws(HUSEError) {
        try read(into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
