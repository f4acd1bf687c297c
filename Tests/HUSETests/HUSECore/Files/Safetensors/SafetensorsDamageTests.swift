import Foundation
import HUSECore
import Testing

/// Damaged and hostile safetensors files: an error for each, never a crash.
@Suite struct SafetensorsDamageTests {
  private static let remedy =
    "The file is damaged or of another format; write or fetch it again."

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The error of a file with these bytes, without its path.
  private func error(_ bytes: Data) throws -> String? {
    let url = try folder.write(bytes, to: "damaged.safetensors")
    let text = errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: url) }
    return text.map { $0.replacingOccurrences(of: url.path, with: "F") }
  }

  private func error(header: String, dataCount: Int = 0) throws -> String? {
    try error(Self.length(header.utf8.count) + Data(header.utf8) + Data(count: dataCount))
  }

  /// The error of a file with one tensor, `w`.
  private func error(
    type: String = "F32", shape: String = "[2]", offsets: String = "[0, 8]", dataCount: Int = 8
  ) throws -> String? {
    try error(
      header: "{\"w\": {\"dtype\": \"\(type)\", \"shape\": \(shape), "
        + "\"data_offsets\": \(offsets)}}", dataCount: dataCount)
  }

  private static func length(_ count: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: UInt64(truncatingIfNeeded: count).littleEndian) { Data($0) }
  }

  private func fixture() throws -> Data {
    try Data(contentsOf: Fixture.url("core/types.safetensors"))
  }

  @Test func theFileWithoutDamageIsRead() throws {
    #expect(try error(fixture()) == nil)
    #expect(try error() == nil)
  }

  @Test(arguments: [0, 1, 7])
  func tooShortForALength(count: Int) throws {
    #expect(
      try error(fixture().prefix(count))
        == "F: expected a safetensors file of at least 8 bytes, found \(count) bytes. "
        + Self.remedy)
  }

  @Test(arguments: [4, 1 << 32, 1 << 63, UInt64.max, UInt64.max - 7])
  func aHeaderBeyondTheFile(count: UInt64) throws {
    #expect(
      try error(Self.length(count) + Data("{} ".utf8))
        == "F: the header's length is \(count) bytes, beyond the end of a file of 11 bytes. "
        + Self.remedy)
  }

  @Test(arguments: [
    "", "{", "}", "[]", "null", "1", "\"w\"", "{\"w\": }", "{\"w\"}", "{} {}", "{\"w\": {}",
    "{\"w\": {\"dtype\": \"F32}}", "\u{0}\u{0}",
  ])
  func aHeaderThatIsNoObject(header: String) throws {
    #expect(try error(header: header) == "F: the header is not a JSON object. \(Self.remedy)")
  }

  @Test func aHeaderTooLongIsNotRead() throws {
    let file = try FileHandle(
      forWritingTo: folder.write(Data([1, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]), to: "long.safetensors"))
    // Sparse: it takes no space.
    try file.truncate(atOffset: 100_000_009)
    let url = folder.url.appendingPathComponent("long.safetensors")
    #expect(
      errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: url) }
        == "\(url.path): the header has 100000001 bytes, more than the 100000000 of the format. "
        + "The file is damaged or of another format; write or fetch it again.")
  }

  @Test func aHeaderNestedWithoutEnd() throws {
    for text in ["[", "{\"a\":"] {
      let header = String(repeating: text, count: 200_000)
      #expect(try error(header: header) == "F: the header is not a JSON object. \(Self.remedy)")
    }
  }

  @Test func aHeaderThatIsNotUnicode() throws {
    let header = Data("{\"".utf8) + Data([0xFF, 0xFE, 0x80]) + Data("\": 1}".utf8)
    #expect(
      try error(Self.length(header.count) + header)
        == "F: the header is not a JSON object. \(Self.remedy)")
  }

  @Test(arguments: [
    "1", "[]", "{}", "{\"dtype\": \"F32\", \"shape\": [2]}",
    "{\"dtype\": \"F32\", \"data_offsets\": [0, 8]}", "{\"shape\": [2], \"data_offsets\": [0, 8]}",
    "{\"dtype\": 32, \"shape\": [2], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": 2, \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [\"2\"], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [2.5], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [-2, -1], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [99999999999999999999], \"data_offsets\": [0, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8]}",
    "{\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4, 8]}",
    "{\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 1e300]}",
  ])
  func aTensorWithoutWhatItNeeds(entry: String) throws {
    #expect(
      try error(header: "{\"w\": \(entry)}", dataCount: 8)
        == "F: tensor 'w' lacks a dtype, a shape or data_offsets. \(Self.remedy)")
  }

  /// A header whose parts would take many times its size in memory.
  @Test func aHeaderOfTooManyParts() throws {
    let list = String(repeating: "0,", count: 1_000_001)
    #expect(
      try error(header: "{\"w\": [\(list)0]}")
        == "F: the header has more than 1000000 values and brackets. \(Self.remedy)")
    // Those within a text take no more than their bytes.
    let text = "{\"__metadata__\": {\"list\": \"\(list)[\\\"{\"}}"
    #expect(try error(header: text) == nil)
  }

  @Test(arguments: [
    ("[0, 12]", "0..<12"), ("[8, 16]", "8..<16"), ("[8, 0]", "8..<0"), ("[-8, 0]", "-8..<0"),
    ("[0, 9223372036854775807]", "0..<9223372036854775807"),
    ("[9223372036854775800, 9223372036854775807]", "9223372036854775800..<9223372036854775807"),
  ])
  func offsetsOutsideTheData(offsets: String, shown: String) throws {
    #expect(
      try error(offsets: offsets)
        == "F: tensor 'w' lies at bytes \(shown), outside the 8 bytes of data; "
        + "the file may be truncated. \(Self.remedy)")
  }

  @Test func aTruncatedFile() throws {
    let text = try #require(try error(fixture().dropLast(1)))
    #expect(text.hasSuffix("; the file may be truncated. \(Self.remedy)"))
  }

  @Test(arguments: [
    ("F32", "[3]", "[3]"), ("F32", "[1]", "[1]"), ("F32", "[0]", "[0]"), ("F64", "[2]", "[2]"),
    ("F32", "[2, 2]", "[2, 2]"), ("F32", "[]", "[]"),
    // Their products wrap around to 8 bytes.
    ("F32", "[4611686018427387906]", "[4611686018427387906]"),
    ("F32", "[4294967296, 4294967296, 2]", "[4294967296, 4294967296, 2]"),
    ("F32", "[9223372036854775807, 2]", "[9223372036854775807, 2]"),
  ])
  func aShapeThatDoesNotFitTheData(type: String, shape: String, shown: String) throws {
    #expect(
      try error(type: type, shape: shape)
        == "F: tensor 'w' of shape \(shown) and dtype \(type) has 8 bytes of data. \(Self.remedy)")
  }

  private func two(_ first: String, _ second: String, names: (String, String) = ("a", "b")) throws
    -> String?
  {
    func entry(_ offsets: String) -> String {
      "{\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": \(offsets)}"
    }
    return try error(
      header: "{\"\(names.0)\": \(entry(first)), \"\(names.1)\": \(entry(second))}",
      dataCount: 16)
  }

  @Test func tensorsThatOverlap() throws {
    #expect(try two("[0, 8]", "[8, 16]") == nil)
    #expect(try two("[8, 16]", "[0, 8]") == nil)
    let header =
      "{'a': {'dtype': 'F32', 'shape': [2], 'data_offsets': [0, 8]}, "
      + "'b': {'dtype': 'F32', 'shape': [2], 'data_offsets': [4, 12]}}"
    #expect(
      try two("[0, 8]", "[4, 12]")
        == "F: two tensors share the bytes at \(8 + header.utf8.count + 4). \(Self.remedy)")
    #expect(try two("[0, 8]", "[0, 8]")?.contains("two tensors share the bytes at") == true)
  }

  @Test func aNameThatComesTwice() throws {
    #expect(
      try two("[0, 8]", "[8, 16]", names: ("a", "a"))
        == "F: the header names 'a' twice. \(Self.remedy)")
    #expect(try two("[0, 8]", "[8, 16]", names: ("a", "dtype")) == nil)
    #expect(try two("[0, 8]", "[8, 16]", names: ("a", "a\\\"")) == nil)
    #expect(
      try two("[0, 8]", "[8, 16]", names: ("\\\"{", "\\\"{"))
        == "F: the header names '\\\"{' twice. \(Self.remedy)")
  }

  @Test func aNameThatComesTwiceInOtherWords() throws {
    #expect(
      try two("[0, 8]", "[8, 16]", names: ("a", "\\u0061"))
        == "F: the header names '\\u0061' twice. \(Self.remedy)")
    #expect(try two("[0, 8]", "[8, 16]", names: ("a", "\\u0062")) == nil)
  }

  @Test(arguments: [
    (
      "{\"w\": {\"dtype\": \"F32\", \"shape\": [0], \"shape\": [2], \"data_offsets\": [0, 8]}}",
      "shape"
    ),
    ("{\"__metadata__\": {\"a\": \"{\", \"b\": \"1\", \"a\": \"2\"}}", "a"),
    ("{\"__metadata__\": {}, \"__metadata__\": {}}", "__metadata__"),
  ])
  func aKeyThatComesTwice(header: String, key: String) throws {
    #expect(
      try error(header: header, dataCount: 8)
        == "F: the header names '\(key)' twice. \(Self.remedy)")
  }

  @Test func keysOfDifferentObjectsMayBeEqual() throws {
    #expect(
      try error(
        header: "{\"__metadata__\": {\"w\": \"a\", \"shape\": \"b\"}, \"w\": {\"dtype\": \"F32\", "
          + "\"shape\": [2], \"data_offsets\": [0, 8]}}", dataCount: 8) == nil)
  }

  /// UTF-16, in which the keys are other bytes.
  @Test func aHeaderInAnotherEncoding() throws {
    let header = try #require("{\"a\": 1}".data(using: .utf16LittleEndian))
    #expect(
      try error(Self.length(header.count) + header)
        == "F: the header is not a JSON object. \(Self.remedy)")
  }

  /// Any one byte of the fixture replaced by another: read or refused, never a crash.
  @Test func noByteCanBreakTheReader() throws {
    let bytes = try fixture()
    let url = folder.url.appendingPathComponent("changed.safetensors")
    var refused = 0
    for index in bytes.indices {
      var changed = bytes
      changed[index] = UInt8(ascii: index.isMultiple(of: 2) ? "9" : "\"")
      try changed.write(to: url)
      do throws(HUSEError) {
        let file = try SafetensorsFile(contentsOf: url)
        for name in file.names {
          let tensor = try file.tensor(name)
          #expect(tensor.matrix.count == tensor.shape.reduce(1, *))
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 300)
  }

  @Test func whatIsNotAFile() {
    let missing = folder.url.appendingPathComponent("missing.safetensors")
    #expect(
      errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: missing) }
        == "\(missing.path): no such file or folder. Check the path.")
    #expect(
      errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: folder.url) }
        == "\(folder.url.path): is not a file. Pass the path of a file.")
  }
}
