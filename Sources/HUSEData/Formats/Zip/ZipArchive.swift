import HUSECore

/// A zip archive (PKWARE APPNOTE 6.3), also with Zip64.
///
/// Nothing is extracted to disk.
///
/// Sizes are those of the central directory. An entry is accepted only if its bytes are within the
/// file and its declared size is possible for Deflate.
struct ZipArchive {
  /// The entries by name.
  let entries: [String: FileSection]

  /// The largest compression ratio of Deflate: 258 bytes from two bits.
  private static let largestRatio = 1032

  /// Reads the central directory.
  ///
  /// - Throws: `HUSEError.malformedFile` for a damaged or another file; `.unsupportedFile` for an
  ///   entry that is encrypted or compressed with another method.
  init(of file: MappedFile) throws(HUSEError) {
    let directory = try ZipDirectory(of: file)
    var entries: [String: FileSection] = [:]
    var offset = directory.range.lowerBound
    for _ in 0..<directory.entryCount {
      let header = try ZipEntryHeader(
        at: offset, before: directory.range.upperBound, in: file)
      offset = header.end
      guard entries[header.name] == nil else {
        throw Self.malformed(file, "has two entries named '\(header.name)'")
      }
      entries[header.name] = try Self.content(of: header, in: file)
    }
    self.entries = entries
  }

  private static func content(
    of header: ZipEntryHeader, in file: MappedFile
  ) throws(HUSEError) -> FileSection {
    let name = header.name
    guard header.flags & 1 == 0 else {
      throw .unsupportedFile(
        path: file.path, found: "an encrypted entry '\(name)'", supported: "unencrypted entries")
    }
    guard header.method == 0 || header.method == 8 else {
      throw .unsupportedFile(
        path: file.path, found: "compression method \(header.method) of entry '\(name)'",
        supported: "stored (0) and Deflate (8), which `np.savez` and `np.savez_compressed` write")
    }
    let bytes = file.bytes
    guard let offset = Int(exactly: header.localOffset),
      bytes.littleEndian(UInt32.self, at: offset) == 0x0403_4B50,
      let nameLength = bytes.littleEndian(UInt16.self, at: offset + 26),
      let extraLength = bytes.littleEndian(UInt16.self, at: offset + 28)
    else { throw malformed(file, "entry '\(name)' has no header at the position in the directory") }
    let start = offset + 30 + Int(nameLength) + Int(extraLength)
    guard start <= bytes.count, header.compressedSize <= UInt64(bytes.count - start) else {
      throw malformed(
        file, "entry '\(name)' of \(header.compressedSize) bytes reaches beyond the end of the file"
      )
    }
    let compressed = Int(header.compressedSize)
    // A size beyond the largest ratio is false and must not be allocated.
    let (limit, overflow) = compressed.multipliedReportingOverflow(by: largestRatio)
    let isPossible =
      header.method == 0
      ? header.size == header.compressedSize : overflow || header.size <= UInt64(limit)
    guard isPossible, let size = Int(exactly: header.size) else {
      throw malformed(
        file,
        "entry '\(name)' declares \(header.size) bytes, which its \(compressed) bytes cannot hold")
    }
    return FileSection(
      file: file, range: start..<start + compressed, isDeflated: header.method == 8,
      byteCount: size, checksum: header.checksum, path: "\(file.path): entry '\(name)'")
  }

  /// The error of a damaged archive.
  static func malformed(_ file: MappedFile, _ problem: String) -> HUSEError {
    .malformedFile(path: file.path, problem: problem, remedy: DamagedFile.remedy)
  }
}
