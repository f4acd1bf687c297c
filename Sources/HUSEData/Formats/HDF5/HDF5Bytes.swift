import HUSECore

/// The bytes of an HDF5 file, read at addresses that come from the file itself.
struct HDF5Bytes: Sendable {
  let file: MappedFile
  /// The position of address 0, which follows the user block, as in MATLAB files.
  let base: Int

  var path: String { file.path }

  /// The value that marks an undefined address.
  static let undefined = UInt64.max

  /// A number at an address.
  ///
  /// - Throws: `HUSEError.malformedFile` if it is not within the file.
  func number<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, at address: Int
  ) throws(HUSEError) -> Value {
    guard let offset = offset(address), let value = file.bytes.littleEndian(type, at: offset) else {
      throw beyond(address)
    }
    return value
  }

  /// An address or a length of 8 bytes.
  func address(at address: Int) throws(HUSEError) -> Int {
    let value = try number(UInt64.self, at: address)
    // An address that does not fit in Int is beyond the end of any file.
    return Int(exactly: value) ?? Int.max
  }

  /// A number of one to eight bytes.
  func number(ofBytes count: Int, at address: Int) throws(HUSEError) -> Int {
    let bytes = try slice(at: address, count: count)
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value) ?? Int.max
  }

  /// The bytes at an address.
  func slice(at address: Int, count: Int) throws(HUSEError) -> UnsafeRawBufferPointer {
    guard let start = offset(address), count >= 0, count <= file.bytes.count - start else {
      throw beyond(address)
    }
    return UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + count])
  }

  /// Checks the four letters that begin a structure.
  func check(_ signature: String, at address: Int) throws(HUSEError) {
    guard try slice(at: address, count: 4).elementsEqual(signature.utf8) else {
      throw malformed("has no structure '\(signature)' at address \(address)")
    }
  }

  func malformed(_ problem: String) -> HUSEError {
    .malformedFile(path: path, problem: problem, remedy: DamagedFile.remedy)
  }

  private func offset(_ address: Int) -> Int? {
    let (offset, overflow) = address.addingReportingOverflow(base)
    return overflow || offset < 0 || offset > file.bytes.count ? nil : offset
  }

  private func beyond(_ address: Int) -> HUSEError {
    malformed("refers to address \(address), beyond its end")
  }
}
