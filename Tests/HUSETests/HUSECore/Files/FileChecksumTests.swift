import CHUSEKernels
import Foundation
import HUSECore
import Testing

@Suite struct FileChecksumTests {
  private func value(_ bytes: [UInt8], cutAt cuts: [Int] = []) -> UInt64 {
    var hash = huse_xxh64_start()
    var start = 0
    for end in cuts + [bytes.count] {
      bytes[start..<end].withUnsafeBytes { huse_xxh64_add(&hash, $0.baseAddress, $0.count) }
      start = end
    }
    return huse_xxh64_value(&hash)
  }

  /// Values of the Python package xxhash 4.1.0 for the bytes (7 i + 3) mod 256.
  @Test(
    arguments: [
      (0, 0xEF46_DB37_51D8_E999), (1, 0x1F25_C8D0_BC1F_4BB6), (3, 0x31D2_363F_52E5_64C9),
      (4, 0x9BB6_4B7D_66EE_9FDA), (8, 0xDAB9_9D95_C6F9_0092), (31, 0xA2AA_5F33_CC4A_6119),
      (32, 0x23C3_C17E_F790_FD97), (33, 0x50A7_CFC7_BA58_8784), (63, 0x5E3E_54B4_31C7_493C),
      (64, 0x0EB6_4B3E_F6EE_B01F), (100, 0xA61F_8D4C_170F_E531), (1000, 0x5F23_5FA0_33F1_A3FB),
    ] as [(Int, UInt64)])
  func agreesWithTheReference(count: Int, expected: UInt64) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) }
    #expect(value(bytes) == expected)
    var generator = SplitMix64(seed: UInt64(count))
    for _ in 0..<20 {
      let cuts = (0..<4).map { _ in generator.nextInteger(below: count + 1) }.sorted()
      #expect(value(bytes, cutAt: cuts) == expected, "cut at \(cuts)")
    }
  }

  @Test func theChecksumIsThatOfTheFileWithZerosInItsPlace() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("file.safetensors")
      try SafetensorsFile.write(
        ["x": Tensor([1, 2, 3])], integers: ["n": [4, 5]],
        // Somebody's text that looks like the key does not confuse it.
        metadata: ["a": "\"checksum\":\"xxh64:0123456789abcdef\""], checksummed: true, to: url)
      let file = try SafetensorsFile(contentsOf: url)
      try file.verifyChecksum()
      let stored = try #require(file.metadata["checksum"])
      var bytes = try Data(contentsOf: url)
      let place = try #require(bytes.range(of: Data(stored.utf8)))
      bytes.replaceSubrange(place, with: "xxh64:0000000000000000".utf8)
      let digits = String(value([UInt8](bytes)), radix: 16)
      #expect(stored == "xxh64:" + String(repeating: "0", count: 16 - digits.count) + digits)
    }
  }

  /// The header of another's program, with white space around the colon.
  @Test func aHeaderThatIsNotCanonicalIsRead() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("file.safetensors")
      let zeros = String(repeating: "0", count: 16)
      let header =
        "{\"__metadata__\" : {\"checksum\" :\t\"xxh64:\(zeros)\"}, \"x\" : "
        + "{\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}}"
      let start = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
      let digits = String(value([UInt8](start + Data(header.utf8) + [7])), radix: 16)
      let stored = String(repeating: "0", count: 16 - digits.count) + digits
      try (start + Data(header.replacingOccurrences(of: zeros, with: stored).utf8) + [7])
        .write(to: url)
      try SafetensorsFile(contentsOf: url).verifyChecksum()
    }
  }
}
