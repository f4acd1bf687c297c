import HUSECore

/// Reads a sequence of elements.
struct MATElements {
  private let bytes: UnsafeRawBufferPointer
  private let isBigEndian: Bool
  private let path: String
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer, isBigEndian: Bool, path: String) {
    self.bytes = bytes
    self.isBigEndian = isBigEndian
    self.path = path
  }

  var isAtEnd: Bool { position >= bytes.count }
  /// The position of the next element.
  var offset: Int { position }

  /// Reads the next element.
  ///
  /// - Throws: `HUSEError.malformedFile` for an element that is truncated or of an unknown type.
  mutating func next() throws(HUSEError) -> MATElement {
    guard let first = number(at: position), let second = number(at: position + 4) else {
      throw malformed("ends within an element")
    }
    // A small element has its size in the upper half of the type, and its content in the tag.
    let smallSize = Int(first >> 16)
    let size = smallSize > 0 ? smallSize : Int(second)
    let start = smallSize > 0 ? position + 4 : position + 8
    guard let content = MATElement.Content(rawValue: smallSize > 0 ? first & 0xFFFF : first) else {
      throw malformed("has an element of the unknown type \(first)")
    }
    guard smallSize == 0 || content != .matrix && content != .compressed else {
      throw malformed("has a variable within a tag")
    }
    guard smallSize <= 4, size <= bytes.count - start else {
      throw malformed("has an element of \(size) bytes that goes beyond its end")
    }
    if smallSize > 0 {
      position += 8
    } else {
      // Elements are aligned to 8 bytes, except after compressed ones.
      position = start + size
      if content != .compressed { position += (8 - size % 8) % 8 }
    }
    return MATElement(
      content: content, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
  }

  /// Reads the next element, which must have one of some types.
  mutating func next(_ contents: MATElement.Content...) throws(HUSEError) -> MATElement {
    let element = try next()
    guard contents.contains(element.content) else {
      throw malformed("has an element of type \(element.content.rawValue) in the wrong place")
    }
    return element
  }

  /// The content of an element as 32-bit numbers.
  func numbers(of element: MATElement) -> [UInt32] {
    (0..<element.bytes.count / 4).map { index in
      let value = element.bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      return isBigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value)
    }
  }

  private func number(at offset: Int) -> UInt32? {
    bytes.littleEndian(UInt32.self, at: offset).map { isBigEndian ? $0.byteSwapped : $0 }
  }

  private func malformed(_ problem: String) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: DamagedFile.remedy)
  }
}
