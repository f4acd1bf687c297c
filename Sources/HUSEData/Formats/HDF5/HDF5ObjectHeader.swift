import HUSECore

/// The messages that describe a group or a dataset.
struct HDF5ObjectHeader {
  /// The type of a message.
  enum Kind: Int {
    case dataspace = 1
    case linkInfo, datatype
    case link = 6
    case layout = 8
    case filters = 11
    case attribute = 12
    case continuation = 16
    case symbolTable
  }

  struct Message {
    let kind: Kind
    /// The address of its content.
    let address: Int
    let size: Int
  }

  private(set) var messages: [Message] = []

  private static let mostMessages = 65_536

  /// - Throws: `HUSEError.malformedFile`, `.unsupportedFile` for a message that is shared.
  init(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    if try bytes.slice(at: address, count: 4).elementsEqual("OHDR".utf8) {
      try readVersion2(at: address, in: bytes)
    } else {
      try readVersion1(at: address, in: bytes)
    }
  }

  /// The first message of a type.
  func first(_ kind: Kind) -> Message? { messages.first { $0.kind == kind } }

  private mutating func readVersion1(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    let version = try bytes.number(UInt8.self, at: address)
    guard version == 1 else {
      throw bytes.malformed("has no object at address \(address)")
    }
    var rest = Int(try bytes.number(UInt16.self, at: address + 2))
    var blocks = [(start: address + 16, size: Int(try bytes.number(UInt32.self, at: address + 8)))]
    while rest > 0, let block = blocks.first {
      blocks.removeFirst()
      _ = try bytes.slice(at: block.start, count: block.size)
      var position = block.start
      while rest > 0, position + 8 <= block.start + block.size {
        rest -= 1
        let size = Int(try bytes.number(UInt16.self, at: position + 2))
        let added = try add(
          Int(bytes.number(UInt16.self, at: position)),
          flags: bytes.number(UInt8.self, at: position + 4), at: position + 8, size: size, in: bytes
        )
        if let added { blocks.append(added) }
        position += 8 + size
      }
    }
  }

  private mutating func readVersion2(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    let flags = try bytes.number(UInt8.self, at: address + 5)
    var position = address + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let sizeBytes = 1 << Int(flags & 3)
    let size = try bytes.number(ofBytes: sizeBytes, at: position)
    position += sizeBytes
    let headSize = flags & 4 != 0 ? 6 : 4
    var blocks = [(start: position, size: size)]
    while let block = blocks.first {
      blocks.removeFirst()
      _ = try bytes.slice(at: block.start, count: block.size)
      position = block.start
      while position + headSize <= block.start + block.size {
        let size = Int(try bytes.number(UInt16.self, at: position + 1))
        let added = try add(
          Int(bytes.number(UInt8.self, at: position)),
          flags: bytes.number(UInt8.self, at: position + 3), at: position + headSize, size: size,
          in: bytes)
        if let added {
          try bytes.check("OCHK", at: added.start)
          blocks.append((added.start + 4, added.size - 8))
        }
        position += headSize + size
      }
    }
  }

  /// Adds a message; if it is a continuation, returns the block with further messages.
  private mutating func add(
    _ kind: Int, flags: UInt8, at address: Int, size: Int, in bytes: HDF5Bytes
  ) throws(HUSEError) -> (start: Int, size: Int)? {
    guard let kind = Kind(rawValue: kind) else { return nil }
    guard messages.count < Self.mostMessages else {
      throw bytes.malformed("has an object with more than \(Self.mostMessages) messages")
    }
    _ = try bytes.slice(at: address, count: size)
    guard flags & 2 == 0 || kind == .attribute else {
      throw .unsupportedFile(
        path: bytes.path, found: "a type or shape that objects share",
        supported: "datasets with their own, as h5py writes")
    }
    messages.append(Message(kind: kind, address: address, size: size))
    guard kind == .continuation else { return nil }
    let (start, length) = (try bytes.address(at: address), try bytes.address(at: address + 8))
    _ = try bytes.slice(at: start, count: length)
    return (start, length)
  }
}
