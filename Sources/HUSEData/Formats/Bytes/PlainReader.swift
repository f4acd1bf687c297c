import HUSECore

/// Reads the bytes of an uncompressed section of a file.
struct PlainReader: ByteSource {
  private let content: FileSection
  private var position: Int

  init(_ content: FileSection) {
    self.content = content
    position = content.range.lowerBound
  }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(HUSEError) {
    guard target.count <= content.range.upperBound - position else {
      throw .malformedFile(
        path: content.path, problem: "ends too early", remedy: DamagedFile.remedy)
    }
    target.copyMemory(
      from: UnsafeRawBufferPointer(
        rebasing: content.file.bytes[position..<position + target.count]))
    position += target.count
  }

  mutating func finish() throws(HUSEError) {
    guard position == content.range.upperBound else {
      throw .malformedFile(
        path: content.path,
        problem: "has \(content.range.upperBound - position) bytes after the array",
        remedy: DamagedFile.remedy)
    }
    try content.verifyStoredChecksum()
  }
}
