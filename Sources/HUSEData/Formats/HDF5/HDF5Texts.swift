import HUSECore

/// Reads texts, which are stored in the elements of a dataset or elsewhere in the file.
struct HDF5Texts {
  private let bytes: HDF5Bytes
  private let name: String
  /// The objects of each collection of texts that was read, by their numbers.
  private var collections: [Int: [Int: UnsafeRawBufferPointer]] = [:]
  /// The number of bytes of texts and collections that may still be read; a valid file needs each
  /// only once.
  private var textBudget: Int
  private var collectionBudget: Int

  init(in bytes: HDF5Bytes, named name: String) {
    self.bytes = bytes
    self.name = name
    textBudget = bytes.file.bytes.count
    collectionBudget = textBudget
  }

  /// The text of an element that is padded to a fixed length.
  func padded(_ element: Slice<UnsafeRawBufferPointer>, with padding: UInt8) throws(HUSEError)
    -> String
  {
    let content =
      padding == 0
      ? element.prefix { $0 != 0 }
      : element[..<(element.lastIndex { $0 != padding }.map { $0 + 1 } ?? element.startIndex)]
    return try text(content)
  }

  /// A text of variable length; its element holds the length, the address of a collection, and the
  /// number of the text in that collection.
  mutating func variable(
    _ content: UnsafeRawBufferPointer, at offset: Int
  ) throws(HUSEError) -> String {
    guard let length = content.littleEndian(UInt32.self, at: offset).map(Int.init),
      let address = content.littleEndian(UInt64.self, at: offset + 4),
      let number = content.littleEndian(UInt32.self, at: offset + 12).map(Int.init)
    else { throw bytes.malformed("has \(name) with a text that is not whole") }
    guard length > 0 else { return "" }
    let objects = try collection(at: Int(exactly: address) ?? .max)
    textBudget -= length
    guard let object = objects[number], length <= object.count, textBudget >= 0 else {
      throw bytes.malformed("has \(name) with a text that is not there")
    }
    return try text(object[..<length].prefix { $0 != 0 })
  }

  private mutating func collection(
    at address: Int
  ) throws(HUSEError) -> [Int: UnsafeRawBufferPointer] {
    if let known = collections[address] { return known }
    try bytes.check("GCOL", at: address)
    let size = try bytes.address(at: address + 8)
    _ = try bytes.slice(at: address, count: size)
    collectionBudget -= size
    guard collectionBudget >= 0 else {
      throw bytes.malformed("has collections of texts that overlap")
    }
    var objects: [Int: UnsafeRawBufferPointer] = [:]
    var position = address + 16
    while position + 16 <= address + size {
      let number = Int(try bytes.number(UInt16.self, at: position))
      let count = try bytes.address(at: position + 8)
      // Free space ends a collection.
      guard number > 0 else { break }
      objects[number] = try bytes.slice(at: position + 16, count: count)
      position += 16 + (count + 7) / 8 * 8
    }
    collections[address] = objects
    return objects
  }

  private func text(_ content: Slice<UnsafeRawBufferPointer>) throws(HUSEError) -> String {
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .malformedFile(
        path: name, problem: "holds a text that is not UTF-8",
        remedy: "Write texts in UTF-8, with `h5py.string_dtype()`.")
    }
    return text
  }
}
