import Foundation
import HUSEData
import Testing

/// Damaged and hostile .npy files: an error for each, never a crash.
@Suite struct NPYDamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The error of a file with these bytes, without its path.
  private func error(_ bytes: Data) throws -> String? {
    let url = try folder.write(bytes, to: "\(UUID().uuidString).npy")
    let text = errorText { () throws(HUSEError) in try NPYFile(contentsOf: url) }
    return text.map { $0.replacingOccurrences(of: url.path, with: "F") }
  }

  private func fixture() throws -> Data { try Data(contentsOf: Fixture.url("data/float32.npy")) }

  /// A file of version 1.0 with this header and this many bytes of data.
  private func file(header: String, dataCount: Int) -> Data {
    let length = UInt16(header.utf8.count)
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)])
      + Data(header.utf8) + Data(count: dataCount)
  }

  private func file(shape: String, dataCount: Int = 0, type: String = "'<f4'") -> Data {
    file(
      header: "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }\n",
      dataCount: dataCount)
  }

  private static let remedy = "The file is truncated or damaged: copy or write it again."

  @Test func wrongMagicNumber() throws {
    var bytes = try fixture()
    bytes[0] = 0x92
    let expected =
      "F: does not begin with the magic number of an .npy file. Write the file with `np.save`."
    #expect(try error(bytes) == expected)
    #expect(try error(Data()) == expected)
    #expect(try error(Data("image,text\n".utf8)) == expected)
  }

  @Test func aHeaderTooLongIsNotRead() throws {
    var bytes = Data([0x93] + Array("NUMPY".utf8) + [2, 0, 0, 0, 1, 0])
    bytes += Data(count: 65536)
    #expect(
      try error(bytes)
        == "F: declares a header of 65536 bytes, more than the limit of 65535. " + Self.remedy)
  }

  @Test func unknownVersion() throws {
    var bytes = try fixture()
    bytes[6] = 4
    #expect(
      try error(bytes) == "F: found version 4.0 of the .npy format, which is not supported. "
        + "Supported: versions 1.0, 2.0 and 3.0.")
  }

  @Test func truncatedData() throws {
    #expect(
      try error(fixture().dropLast(5))
        == "F: shape [3, 4] of dtype '<f4' needs 48 bytes of data, found 43. \(Self.remedy)")
  }

  @Test func bytesBehindTheData() throws {
    #expect(
      try error(fixture() + [0])
        == "F: shape [3, 4] of dtype '<f4' needs 48 bytes of data, found 49. \(Self.remedy)")
  }

  @Test(arguments: [6, 7, 9])
  func truncatedWithinTheHeader(count: Int) throws {
    #expect(try error(fixture().prefix(count)) == "F: ends within its header. \(Self.remedy)")
  }

  @Test func headerBeyondTheFile() throws {
    #expect(
      try error(fixture().prefix(100))
        == "F: declares a header of 118 bytes, beyond the end of a file of 100 bytes. "
        + Self.remedy)
    var bytes = try Data(contentsOf: Fixture.url("data/float32_version2.npy"))
    bytes.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(
      try error(bytes) == "F: declares a header of 4294967295 bytes, beyond the end of a file of "
        + "176 bytes. \(Self.remedy)")
  }

  @Test(arguments: [
    "", "{", "}", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-3, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3.0, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 3}",
    "{'descr': <f4, 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr' '<f4', 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (3, 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} rest",
  ])
  func headerThatIsNoDictionary(header: String) throws {
    #expect(
      try error(file(header: header, dataCount: 48))
        == "F: its header is not the dictionary that NumPy writes. \(Self.remedy)")
  }

  @Test(arguments: ["(3, 4)", "(3,4,)", "( 3 , 4 )", "(3L, 4L)"])
  func otherWaysToWriteAShape(shape: String) throws {
    #expect(try error(file(shape: shape, dataCount: 48)) == nil)
    #expect(
      try error(
        file(
          header: "{\"shape\": \(shape), \"descr\": \"f4\", "
            + "\"fortran_order\": False}", dataCount: 48)) == nil)
  }

  @Test(arguments: [
    ("(4611686018427387904, 4)", "[4611686018427387904, 4]"),
    ("(3037000500, 3037000500)", "[3037000500, 3037000500]"),
    ("(9223372036854775807,)", "[9223372036854775807]"),
    (
      "(9223372036854775807, 9223372036854775807, 0)",
      "[9223372036854775807, 9223372036854775807, 0]"
    ),
  ])
  func shapesThatOverflow(shape: String, shown: String) throws {
    #expect(
      try error(file(shape: shape))
        == "F: declares the shape \(shown), which no file can hold. \(Self.remedy)")
  }

  @Test func aShapeLargerThanTheFile() throws {
    #expect(
      try error(file(shape: "(1000000000, 1000)", dataCount: 48))
        == "F: shape [1000000000, 1000] of dtype '<f4' needs 4000000000000 bytes of data, "
        + "found 48. \(Self.remedy)")
  }

  @Test(arguments: ["'<U0'", "'<f3'", "'<f'", "'<U99999999999999999999'", "'f-4'", "''", "'<O'"])
  func typesThatDoNotExist(type: String) throws {
    let name = type.dropFirst().dropLast()
    #expect(
      try error(file(shape: "(1000000000000,)", type: type))
        == "F: found dtype '\(name)', which is not supported. Supported: float32, float64, "
        + "float16, bfloat16, integers, bool and text; convert features with "
        + "`array.astype(np.float32)`, and texts with `array.astype(str)`.")
  }

  @Test func textThatIsNotUnicode() throws {
    var bytes = file(shape: "(2,)", dataCount: 16, type: "'<U2'")
    bytes.replaceSubrange(bytes.count - 8..<bytes.count - 4, with: [0x00, 0xD8, 0, 0])
    let url = try folder.write(bytes, to: "surrogate.npy")
    #expect(
      errorText { () throws(HUSEError) in try NPYFile(contentsOf: url).strings() }
        == "\(url.path): row 1: is not valid Unicode text. \(Self.remedy)")
  }

  @Test func aWideElementTypeWithoutElementsNeedsNoMemory() throws {
    let bytes = file(shape: "(0,)", type: "'<U4294967295'")
    let url = try folder.write(bytes, to: "wide.npy")
    #expect(try NPYFile(contentsOf: url).strings() == [])
  }

  /// Booleans take four times their space as `Float`.
  ///
  /// The file is sparse.
  @Test func aConvertedArrayLargerThanTheMemoryIsRefused() throws {
    let memory = Int(ProcessInfo.processInfo.physicalMemory)
    let rows = memory / 4 / 1024 + 1
    let header = file(shape: "(\(rows), 1024)", type: "'|b1'")
    let url = try folder.write(header, to: "booleans.npy")
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: UInt64(header.count + rows * 1024))
    try handle.close()
    #expect(
      errorText { () throws(HUSEError) in try NPYFile(contentsOf: url).matrix() }
        == "\(url.path): expected a size that the memory of this machine holds, "
        + "\(memory >> 20) MiB, found [\(rows) × 1024].")
  }
}
