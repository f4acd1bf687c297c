import HUSECore

/// The position of a variable in a .mat file.
struct MATEntry: Sendable {
  let file: MappedFile
  /// The range of the content of its element.
  let range: Range<Int>
  let isCompressed: Bool
  let isBigEndian: Bool

  /// The number of bytes that are inflated for a name, more than all parts before the values take.
  private static let headSize = 4096
  /// The largest compression ratio of Deflate.
  private static let largestRatio = 1032

  /// The name of the variable.
  ///
  /// Only the beginning of its content is read.
  func name() throws(HUSEError) -> String {
    guard isCompressed else { return try read { (variable) throws(HUSEError) in variable.name } }
    let head = try inflated(atMost: Self.headSize)
    return try head.withBytes { (bytes) throws(HUSEError) in
      guard bytes.count >= 8 else { throw malformed("has a compressed variable without content") }
      return try MATVariable(
        UnsafeRawBufferPointer(rebasing: bytes[8...]), isBigEndian: isBigEndian, path: file.path
      ).name
    }
  }

  /// Calls `body` with the variable.
  func read<Result>(
    _ body: (MATVariable) throws(HUSEError) -> Result
  ) throws(HUSEError) -> Result {
    guard isCompressed else {
      return try body(
        MATVariable(
          UnsafeRawBufferPointer(rebasing: file.bytes[range]), isBigEndian: isBigEndian,
          path: file.path))
    }
    let tag = try inflated(atMost: 8)
    let size = try tag.withBytes { (bytes) throws(HUSEError) in
      guard let size = bytes.littleEndian(UInt32.self, at: 4) else {
        throw malformed("has a compressed variable without content")
      }
      return 8 + Int(isBigEndian ? size.byteSwapped : size)
    }
    guard size <= range.count * Self.largestRatio else {
      throw malformed("has a variable of \(size) bytes in \(range.count) compressed ones")
    }
    try MemoryLimit.check(
      rows: size / MemoryLayout<Float>.size, columns: 1, name: "variable in \(file.path)")
    let whole = try inflated(exactly: size)
    return try whole.withBytes { (bytes) throws(HUSEError) in
      var elements = MATElements(bytes, isBigEndian: isBigEndian, path: file.path)
      return try body(
        MATVariable(elements.next(.matrix).bytes, isBigEndian: isBigEndian, path: file.path))
    }
  }

  private var compressed: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[range])
  }

  private func inflated(atMost limit: Int) throws(HUSEError) -> InflatedBytes {
    guard let bytes = InflatedBytes(beginningOf: compressed, limit: limit) else { throw damaged }
    return bytes
  }

  private func inflated(exactly size: Int) throws(HUSEError) -> InflatedBytes {
    guard let bytes = InflatedBytes(wholeOf: compressed, size: size) else { throw damaged }
    return bytes
  }

  private var damaged: HUSEError { malformed("has a compressed variable that is damaged") }

  private func malformed(_ problem: String) -> HUSEError {
    .malformedFile(path: file.path, problem: problem, remedy: DamagedFile.remedy)
  }
}
