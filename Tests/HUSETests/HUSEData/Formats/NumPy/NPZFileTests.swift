import Foundation
import HUSEData
import Testing

@Suite struct NPZFileTests {
  private let folder: TemporaryFolder
  private static let remedy = "The file is truncated or damaged: copy or write it again."

  init() throws { folder = try TemporaryFolder() }

  private static let images: Matrix = [
    [-5.25, -4.25, -3.25], [-2.25, -1.25, -0.25], [0.75, 1.75, 2.75], [3.75, 4.75, 5.75],
    [6.75, 7.75, 8.75], [9.75, 10.75, 11.75],
  ]

  @Test(arguments: ["stored", "compressed"])
  func readsStoredAndCompressedArrays(name: String) throws {
    let file = try NPZFile(contentsOf: Fixture.url("data/\(name).npz"))
    #expect(file.names == ["classes", "identifiers", "images", "labels", "texts"])
    #expect(try file.matrix("images") == Self.images)
    #expect(try file.matrix("texts").values == (0..<12).map { (Float($0) - 5.25) * 2 })
    #expect(try file.integers("labels") == [1, 0, 2, 1, 0, 2])
    #expect(try file.strings("classes") == ["apple pie", "crème brûlée", "sushi"])
    #expect(try file.isText("classes"))
    #expect(try !file.isText("labels"))
    #expect(file.contains("labels") && !file.contains("label"))
  }

  @Test func readsZip64Records() throws {
    let file = try NPZFile(contentsOf: Fixture.url("data/zip64.npz"))
    #expect(try file.matrix("images") == NPYFileTests.grid)
    #expect(try file.matrix("texts") == NPYFileTests.grid)
  }

  @Test func readsAnArrayInManyPieces() throws {
    let matrix = try NPZFile(contentsOf: Fixture.url("data/large.npz")).matrix("numbers")
    #expect(try matrix == Matrix(rows: Array(repeating: (0..<100).map(Float.init), count: 700)))
  }

  @Test func aMissingArrayIsNamed() throws {
    let url = Fixture.url("data/stored.npz")
    let file = try NPZFile(contentsOf: url)
    #expect(
      errorText { () throws(HUSEError) in try file.matrix("pictures") }
        == "\(url.path): has no array 'pictures'. "
        + "Found: classes, identifiers, images, labels, texts.")
  }

  @Test func anotherCompressionIsNamed() {
    let url = Fixture.url("data/bzip2.npz")
    #expect(
      errorText { () throws(HUSEError) in try NPZFile(contentsOf: url) }
        == "\(url.path): found compression method 12 of entry 'images.npy', which is not "
        + "supported. Supported: stored (0) and Deflate (8), which `np.savez` and "
        + "`np.savez_compressed` write.")
  }

  /// The error of an archive with changed bytes, without its path.
  private func error(
    _ name: String, array: String = "images", _ change: (inout Data) throws -> Void
  ) throws -> String? {
    var bytes = try Data(contentsOf: Fixture.url("data/\(name).npz"))
    try change(&bytes)
    let url = try folder.write(bytes, to: "\(UUID().uuidString).npz")
    let text = errorText { () throws(HUSEError) in try NPZFile(contentsOf: url).matrix(array) }
    return text.map { $0.replacingOccurrences(of: url.path, with: "F") }
  }

  /// The offset of the first record with a signature.
  private func offset(of signature: [UInt8], in bytes: Data) throws -> Int {
    try #require(bytes.firstRange(of: Data([0x50, 0x4B] + signature))).lowerBound
  }

  private func set(_ value: UInt32, at offset: Int, in bytes: inout Data) {
    withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
  }

  @Test func whatIsNoArchive() throws {
    let expected = "F: is not a zip archive, or its end is missing. \(Self.remedy)"
    #expect(try error("stored") { $0 = Data() } == expected)
    #expect(try error("stored") { $0 = Data(count: 100_000) } == expected)
    #expect(try error("stored") { $0.removeLast(1) } == expected)
    #expect(try error("compressed") { $0 = $0.prefix(400) } == expected)
  }

  @Test func aDirectoryOutsideTheFile() throws {
    #expect(
      try error("stored") { bytes in
        set(.max - 1, at: try offset(of: [5, 6], in: bytes) + 16, in: &bytes)
      } == "F: its directory is outside the file. \(Self.remedy)")
  }

  @Test func aDamagedDirectory() throws {
    var start = 0
    let text = try error("stored") { bytes in
      start = try offset(of: [1, 2], in: bytes)
      bytes[start] = 0
    }
    #expect(text == "F: its directory is damaged at byte \(start). \(Self.remedy)")
  }

  @Test func aMissingZip64Record() throws {
    #expect(
      try error("zip64") { bytes in bytes[try offset(of: [6, 6], in: bytes)] = 0 }
        == "F: its Zip64 end record is missing. \(Self.remedy)")
  }

  @Test func anEncryptedEntry() throws {
    #expect(
      try error("stored") { bytes in bytes[try offset(of: [1, 2], in: bytes) + 8] |= 1 }
        == "F: found an encrypted entry 'images.npy', which is not supported. "
        + "Supported: unencrypted entries.")
  }

  @Test func twoEntriesOfOneName() throws {
    #expect(
      try error("stored") { bytes in
        while let range = bytes.firstRange(of: Data("images.npy".utf8)) {
          bytes.replaceSubrange(range, with: "labels.npy".utf8)
        }
      } == "F: has two entries named 'labels.npy'. \(Self.remedy)")
  }

  @Test func anEntryWithoutItsHeader() throws {
    #expect(
      try error("stored") { bytes in bytes[try offset(of: [3, 4], in: bytes)] = 0 }
        == "F: entry 'images.npy' has no header at the position in the directory. \(Self.remedy)")
  }

  @Test func anEntryBeyondTheFile() throws {
    #expect(
      try error("stored") { bytes in
        set(1_000_000, at: try offset(of: [1, 2], in: bytes) + 20, in: &bytes)
      } == "F: entry 'images.npy' of 1000000 bytes reaches beyond the end of the file. "
        + Self.remedy)
  }

  @Test func sizesThatCannotBe() throws {
    var compressed = 0
    let text = try error("compressed") { bytes in
      let entry = try offset(of: [1, 2], in: bytes)
      compressed = Int(bytes[entry + 20]) + Int(bytes[entry + 21]) << 8
      set(4_000_000_000, at: entry + 24, in: &bytes)
    }
    #expect(
      text == "F: entry 'images.npy' declares 4000000000 bytes, which its \(compressed) bytes "
        + "cannot hold. \(Self.remedy)")
    #expect(
      try error("stored") { bytes in
        set(201, at: try offset(of: [1, 2], in: bytes) + 24, in: &bytes)
      } == "F: entry 'images.npy' declares 201 bytes, which its 200 bytes cannot hold. "
        + Self.remedy)
  }

  @Test func aSizeThatDisagreesWithTheArray() throws {
    #expect(
      try error("compressed") { bytes in
        set(10_000, at: try offset(of: [1, 2], in: bytes) + 24, in: &bytes)
      } == "F: entry 'images.npy': shape [6, 3] of dtype '<f4' needs 72 bytes of data, "
        + "found 9872. \(Self.remedy)")
  }

  @Test func damagedCompressedData() throws {
    let text = try error("compressed") { bytes in
      let entry = try offset(of: [3, 4], in: bytes)
      let data = entry + 30 + Int(bytes[entry + 26]) + Int(bytes[entry + 28])
      bytes[data] = 0xFF
    }
    #expect(text == "F: entry 'images.npy': its compressed data is damaged. \(Self.remedy)")
  }

  @Test func aWrongChecksum() throws {
    let expected =
      "F: entry 'images.npy': its bytes do not match the checksum in the archive. "
      + Self.remedy
    for name in ["stored", "compressed"] {
      #expect(
        try error(name) { bytes in
          set(1, at: try offset(of: [1, 2], in: bytes) + 16, in: &bytes)
        } == expected)
    }
  }

  /// Whatever byte is damaged: an error, or the arrays as they were, never others and no crash.
  @Test func noDamagedByteChangesAnArray() throws {
    let intact = try Data(contentsOf: Fixture.url("data/compressed.npz"))
    let url = folder.url.appendingPathComponent("damaged.npz")
    var errors = 0
    for position in intact.indices {
      var bytes = intact
      bytes[position] ^= 0xFF
      try bytes.write(to: url)
      do throws(HUSEError) {
        let file = try NPZFile(contentsOf: url)
        let images = try file.matrix("images")
        let labels = try file.integers("labels")
        let classes = try file.strings("classes")
        #expect(images == Self.images)
        #expect(labels == [1, 0, 2, 1, 0, 2])
        #expect(classes == ["apple pie", "crème brûlée", "sushi"])
      } catch {
        errors += 1
      }
    }
    #expect(errors > intact.count / 4)
  }
}
