import HUSECore

/// The links of a group: the names of its objects with the addresses of their headers.
struct HDF5Group {
  private(set) var members: [String: Int] = [:]

  private let bytes: HDF5Bytes
  /// The number of nodes that may still be read, which ends a cycle of nodes.
  private var budget: Int

  /// The minimum size of a node.
  private static let smallestNode = 8

  /// - Throws: `HUSEError.malformedFile`; `.unsupportedFile` for a group whose links are indexed.
  init(_ header: HDF5ObjectHeader, in bytes: HDF5Bytes) throws(HUSEError) {
    self.bytes = bytes
    budget = bytes.file.bytes.count / Self.smallestNode
    for message in header.messages {
      switch message.kind {
      case .symbolTable:
        let tree = try bytes.address(at: message.address)
        let heap = try bytes.address(at: message.address + 8)
        try bytes.check("HEAP", at: heap)
        let size = try bytes.address(at: heap + 8)
        let names = try bytes.slice(at: bytes.address(at: heap + 24), count: size)
        try addTree(at: tree, names: names)
      case .link: try addLink(message)
      case .linkInfo: try checkIsCompact(message)
      default: break
      }
    }
  }

  private mutating func addTree(
    at address: Int, names: UnsafeRawBufferPointer, depth: Int = 0
  ) throws(HUSEError) {
    try visit(depth)
    try bytes.check("TREE", at: address)
    let level = try bytes.number(UInt8.self, at: address + 5)
    let count = Int(try bytes.number(UInt16.self, at: address + 6))
    for index in 0..<count {
      let child = try bytes.address(at: address + 24 + 8 + 16 * index)
      if level > 0 {
        try addTree(at: child, names: names, depth: depth + 1)
      } else {
        try addNode(at: child, names: names)
      }
    }
  }

  private mutating func addNode(
    at address: Int, names: UnsafeRawBufferPointer
  ) throws(HUSEError) {
    try visit(0)
    try bytes.check("SNOD", at: address)
    let count = Int(try bytes.number(UInt16.self, at: address + 6))
    for index in 0..<count {
      let entry = address + 8 + 40 * index
      let start = try bytes.address(at: entry)
      guard start < names.count, let end = names[start...].firstIndex(of: 0) else {
        throw bytes.malformed("has an object without a name")
      }
      // Soft links have no address.
      guard try bytes.number(UInt64.self, at: entry + 8) != HDF5Bytes.undefined else { continue }
      try add(names[start..<end], bytes.address(at: entry + 8))
    }
  }

  /// Reads a link message; soft and external links are skipped.
  private mutating func addLink(_ message: HDF5ObjectHeader.Message) throws(HUSEError) {
    let flags = try bytes.number(UInt8.self, at: message.address + 1)
    var position = message.address + 2
    var type: UInt8 = 0
    if flags & 8 != 0 {
      type = try bytes.number(UInt8.self, at: position)
      position += 1
    }
    if flags & 4 != 0 { position += 8 }
    if flags & 16 != 0 { position += 1 }
    let lengthSize = 1 << Int(flags & 3)
    let length = try bytes.number(ofBytes: lengthSize, at: position)
    let name = try bytes.slice(at: position + lengthSize, count: length)
    guard type == 0 else { return }
    try add(name[...], bytes.address(at: position + lengthSize + length))
  }

  private mutating func add(_ name: Slice<UnsafeRawBufferPointer>, _ address: Int) throws(HUSEError)
  {
    guard let name = String(validating: name, as: UTF8.self) else {
      throw bytes.malformed("has an object whose name is not UTF-8")
    }
    members[name] = address
  }

  private func checkIsCompact(_ message: HDF5ObjectHeader.Message) throws(HUSEError) {
    let flags = try bytes.number(UInt8.self, at: message.address + 1)
    let heap = try bytes.number(
      UInt64.self, at: message.address + 2 + (flags & 1 != 0 ? 8 : 0))
    guard heap == HDF5Bytes.undefined else {
      throw .unsupportedFile(
        path: bytes.path, found: "a group whose links are in an index of HDF5 1.8",
        supported: "groups as h5py writes them without `libver`")
    }
  }

  private static let deepestTree = 64

  private mutating func visit(_ depth: Int) throws(HUSEError) {
    budget -= 1
    guard budget >= 0, depth < Self.deepestTree else {
      throw bytes.malformed("has a group that contains itself")
    }
  }
}
