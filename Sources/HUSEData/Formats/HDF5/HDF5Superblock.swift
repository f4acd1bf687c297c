import HUSECore

/// The superblock of an HDF5 file, which says where addresses start and where the root group is.
struct HDF5Superblock {
  let bytes: HDF5Bytes
  /// The address of the object header of the root group.
  let root: Int

  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Throws: `HUSEError.malformedFile` if the file is truncated or not an HDF5 file,
  ///   `.unsupportedFile` for other versions and address sizes.
  init(of file: MappedFile) throws(HUSEError) {
    guard let start = Self.start(in: file) else {
      throw .malformedFile(
        path: file.path, problem: "is not an HDF5 file",
        remedy: "Write it with h5py, or in MATLAB with `save(file, '-v7.3')`.")
    }
    let header = HDF5Bytes(file: file, base: start)
    let version = try header.number(UInt8.self, at: 8)
    guard version <= 3 else {
      throw .unsupportedFile(
        path: file.path, found: "a superblock of version \(version)", supported: "versions 0 to 3")
    }
    let sizes = version < 2 ? 13 : 9
    let (addressSize, lengthSize) = (
      try header.number(UInt8.self, at: sizes), try header.number(UInt8.self, at: sizes + 1)
    )
    guard addressSize == 8, lengthSize == 8 else {
      throw .unsupportedFile(
        path: file.path, found: "addresses of \(addressSize) and lengths of \(lengthSize) bytes",
        supported: "8 bytes each")
    }
    let fields = version == 0 ? 24 : version == 1 ? 28 : 12
    let base = try header.address(at: fields)
    guard base == start || base == 0 else {
      throw header.malformed("has the base address \(base) and begins at \(start)")
    }
    // Counted from the beginning of the file, a user block included.
    let end = try header.address(at: fields + 16)
    guard end <= file.bytes.count else {
      throw header.malformed("has \(file.bytes.count) of its \(end) bytes")
    }
    bytes = HDF5Bytes(file: file, base: base)
    // Version 0 has an entry for the root group, in which the offset of its name precedes the
    // address.
    root = try header.address(at: version < 2 ? fields + 40 : fields + 24)
  }

  /// The position of the signature: 0 or, after a user block, 512, 1024, 2048 and so on.
  static func start(in file: MappedFile) -> Int? {
    var start = 0
    while start + signature.count <= file.bytes.count {
      if file.bytes[start...].starts(with: signature) { return start }
      start = start == 0 ? 512 : 2 * start
    }
    return nil
  }
}
