import HUSECore
import Testing

@Suite struct FNV1aTests {
  /// Test vectors of the authors.
  @Test(arguments: [
    ("", 0xCBF2_9CE4_8422_2325 as UInt64), ("a", 0xAF63_DC4C_8601_EC8C),
    ("foobar", 0x8594_4171_F739_67E8),
  ]) func bytes(_ text: String, _ expected: UInt64) {
    #expect(FNV1a(text).value == expected)
    #expect(FNV1a(Array(text.utf8)[...]).value == expected)
  }

  /// A word below 256 is a byte; others are added in one step: (offset XOR word) · prime mod
  /// 2⁶⁴.
  @Test func words() {
    var hash = FNV1a()
    for byte in "foobar".utf8 { hash.add(word: UInt64(byte)) }
    #expect(hash.value == 0x8594_4171_F739_67E8)
    var word = FNV1a()
    word.add(word: 0x3F80_0000)
    #expect(word.value == 0x2F63_BDAA_D481_B7DF)
  }
}
