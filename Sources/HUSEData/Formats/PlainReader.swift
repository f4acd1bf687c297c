import HUSECore

/// Reads bytes as they lie in a file.
struct PlainReader: ByteSource {
  private let content: ByteContent
  private var position: Int

  init(_ content: ByteContent) {
    self.content = content
    position = content.range.lowerBound
  }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(HUSEError) {
    guard target.count <= content.range.upperBound - position else {
      throw .malformedFile(
        path: content.path, problem: "ends too early", remedy: Damage.remedy)
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
        problem: "holds \(content.range.upperBound - position) bytes after the array",
        remedy: Damage.remedy)
    }
    try content.verifyPlainChecksum()
  }
}

extension ByteContent {
  /// Checks the CRC-32 of bytes that are not compressed, if the file holds one.
  func verifyPlainChecksum() throws(HUSEError) {
    guard let checksum else { return }
    var found = Checksum()
    found.update(with: UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    guard found.value == checksum else { throw Damage.checksum(path: path) }
  }
}

/// Words that the readers share.
enum Damage {
  static let remedy: Remedy = "The file is truncated or damaged: copy or write it again."

  static func checksum(path: String) -> HUSEError {
    .malformedFile(
      path: path, problem: "its bytes do not agree with the checksum that the archive holds",
      remedy: remedy)
  }
}
