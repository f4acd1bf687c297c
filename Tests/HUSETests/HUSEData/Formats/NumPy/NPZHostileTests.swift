import Foundation
import HUSEData
import Testing

/// Archives made to do harm: an error for each, and nothing beyond the archive is touched.
@Suite struct NPZHostileTests {
  private static let remedy = "The file is truncated or damaged: copy or write it again."

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bytes(_ number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }

  /// An array of float32 that holds zeros.
  private func array(count: Int) -> Data {
    let header = Data("{'descr': '<f4', 'fortran_order': False, 'shape': (\(count),), }\n".utf8)
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0]) + bytes(UInt16(header.count)) + header
      + Data(count: 4 * count)
  }

  /// An archive of one entry; its data is a Deflate block that is stored as it is, and its
  /// directory names the entry `copies` times under different names.
  private func archive(_ content: Data, declaring size: Int, copies: Int = 1) -> Data {
    let block = Data([1]) + bytes(UInt16(content.count)) + bytes(~UInt16(content.count)) + content
    let sizes = bytes(UInt32(0)) + bytes(UInt32(block.count)) + bytes(UInt32(size))
    let fields = bytes(UInt16(20)) + bytes(UInt16(0)) + bytes(UInt16(8)) + bytes(UInt32(0)) + sizes
    func name(_ copy: Int) -> Data { Data("\(copy).npy".utf8) }
    let entry = Data("PK\u{3}\u{4}".utf8) + fields + bytes(UInt16(5)) + bytes(UInt16(0)) + name(0)
    var directory = Data()
    for copy in 0..<copies {
      directory += Data("PK\u{1}\u{2}".utf8) + bytes(UInt16(20)) + fields + bytes(UInt16(5))
      directory += Data(count: 16) + name(copy)
    }
    let end =
      Data("PK\u{5}\u{6}".utf8) + Data(count: 4) + bytes(UInt16(copies)) + bytes(UInt16(copies))
      + bytes(UInt32(directory.count)) + bytes(UInt32(entry.count + block.count))
      + bytes(UInt16(0))
    return entry + block + directory + end
  }

  private func error(_ archive: Data) throws -> String? {
    let url = try folder.write(archive, to: "hostile.npz")
    return errorText { () throws(HUSEError) in try NPZFile(contentsOf: url).matrix("0") }?
      .replacingOccurrences(of: url.path, with: "F")
  }

  /// The declared size alone is allocated, and the rest is never inflated.
  @Test func anEntryThatInflatesToMoreThanItDeclares() throws {
    let content = array(count: 3)
    #expect(
      try error(archive(content + Data(count: 50_000), declaring: content.count))
        == "F: entry '0.npy': inflates to more bytes than the archive declares. \(Self.remedy)")
  }

  @Test func anEntryThatInflatesToFewerThanItDeclares() throws {
    let content = array(count: 3)
    #expect(
      try error(archive(content.dropLast(4), declaring: content.count))
        == "F: entry '0.npy': inflates to fewer bytes than the archive declares. \(Self.remedy)")
  }

  /// A ratio that Deflate reaches at best, and one beyond it.
  @Test func aDeclaredSizeBeyondWhatDeflateReaches() throws {
    let content = array(count: 3)
    let compressed = content.count + 5
    #expect(
      try error(archive(content, declaring: 1032 * compressed))?
        .hasPrefix("F: entry '0.npy': shape [3] of dtype '<f4' needs 12 bytes") == true)
    #expect(
      try error(archive(content, declaring: 1032 * compressed + 1))
        == "F: entry '0.npy' declares \(1032 * compressed + 1) bytes, which its \(compressed) "
        + "bytes cannot hold. \(Self.remedy)")
  }

  /// Entries that share their bytes are inflated one at a time, when they are asked for.
  @Test func manyEntriesOfTheSameBytes() throws {
    let content = array(count: 3)
    let url = try folder.write(archive(content, declaring: content.count, copies: 9), to: "o.npz")
    let file = try NPZFile(contentsOf: url)
    #expect(file.names == (0..<9).map(String.init))
  }

  /// A name is a name: nothing is written where it points.
  @Test func aNameThatLeadsOutOfTheArchive() throws {
    var bytes = try Data(contentsOf: Fixture.url("data/stored.npz"))
    while let range = bytes.firstRange(of: Data("images.npy".utf8)) {
      bytes.replaceSubrange(range, with: "../img.npy".utf8)
    }
    let url = try folder.write(bytes, to: "inner/named.npz")
    #expect(try NPZFile(contentsOf: url).matrix("../img").rows == 6)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["inner"])
  }
}
