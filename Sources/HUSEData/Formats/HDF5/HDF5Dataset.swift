import HUSECore

/// A dataset with its shape, its type and the bytes of its elements.
struct HDF5Dataset {
  let shape: [Int]
  let type: HDF5Datatype
  let header: HDF5ObjectHeader
  let bytes: HDF5Bytes
  /// The name of the dataset, for messages.
  let name: String

  /// - Throws: `HUSEError.malformedFile` if the object is not a dataset.
  init(at address: Int, in bytes: HDF5Bytes, named name: String) throws(HUSEError) {
    header = try HDF5ObjectHeader(at: address, in: bytes)
    guard let space = header.first(.dataspace), let type = header.first(.datatype) else {
      throw .malformedFile(
        path: name, problem: "is a group, not a dataset",
        remedy: "Write the array as a dataset of this name.")
    }
    self.bytes = bytes
    self.name = name
    self.type = try HDF5Datatype(at: type.address, in: bytes)
    shape = try Self.shape(at: space.address, in: bytes)
  }

  /// The number of elements, or `Int.max` if it overflows.
  var count: Int {
    shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }
  }

  private static func shape(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) -> [Int] {
    let version = try bytes.number(UInt8.self, at: address)
    let rank = Int(try bytes.number(UInt8.self, at: address + 1))
    guard version == 1 || version == 2 else {
      throw bytes.malformed("has a shape of version \(version)")
    }
    if version == 2, try bytes.number(UInt8.self, at: address + 3) == 2 { return [0] }
    var shape: [Int] = []
    for dimension in 0..<rank {
      shape.append(try bytes.address(at: address + (version == 1 ? 8 : 4) + 8 * dimension))
    }
    return shape
  }

  /// The elements, row after row.
  ///
  /// - Throws: `HUSEError.malformedFile`; `.unsupportedFile` for an unsupported type, filter or
  ///   layout.
  func content() throws(HUSEError) -> HDF5Content {
    guard let elementSize = type.byteCount else {
      throw .unsupportedFile(path: name, found: type.name, supported: "numbers or texts")
    }
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: elementSize)
    guard !overflow else { throw bytes.malformed("has \(name) of the shape \(shape)") }
    guard let message = header.first(.layout) else {
      throw bytes.malformed("does not say where \(name) is")
    }
    var filters = HDF5Filters()
    if let message = header.first(.filters) {
      do throws(HUSEError) {
        filters = try HDF5Filters(at: message.address, in: bytes)
      } catch .unsupportedFile(_, let found, let supported, _) {
        throw .unsupportedFile(path: name, found: found, supported: supported)
      }
    }
    let layout = try HDF5Layout(
      message, shape: shape, elementSize: elementSize, byteCount: byteCount, in: bytes, named: name)
    switch layout {
    case .contiguous(let stored): return HDF5Content(inFile: stored)
    case .chunks(let chunkShape, let chunks):
      return try HDF5Content(
        joining: chunks, of: chunkShape, filters: filters, shape: shape, elementSize: elementSize,
        byteCount: byteCount, name: name)
    }
  }
}
