import HUSECore

/// A data element of a .mat file: a tag with type and size, and the bytes behind it.
struct MATElement {
  /// What the bytes of an element are.
  enum Content: UInt32 {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case int64 = 12
    case uint64, matrix, compressed, utf8, utf16, utf32
  }

  let content: Content
  /// The content, without the padding behind it.
  let bytes: UnsafeRawBufferPointer
}

/// Reads the elements that follow one another in some bytes.
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
  /// Where the next element begins.
  var offset: Int { position }

  /// The next element.
  ///
  /// - Throws: `HUSEError.malformedFile` for an element that is not whole or of an unknown type.
  mutating func next() throws(HUSEError) -> MATElement {
    guard let first = number(at: position), let second = number(at: position + 4) else {
      throw malformed("ends within an element")
    }
    // A small element has its size in the upper half of the type, and its bytes in the tag.
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
      // Elements begin at multiples of 8 bytes, but for what follows compressed ones.
      position = start + size
      if content != .compressed { position += (8 - size % 8) % 8 }
    }
    return MATElement(
      content: content, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
  }

  /// The next element, which must have one of some types.
  mutating func next(_ contents: MATElement.Content...) throws(HUSEError) -> MATElement {
    let element = try next()
    guard contents.contains(element.content) else {
      throw malformed("has an element of type \(element.content.rawValue) in the wrong place")
    }
    return element
  }

  /// The numbers of 32 bits in an element.
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
    .malformedFile(path: path, problem: problem, remedy: Damage.remedy)
  }
}
