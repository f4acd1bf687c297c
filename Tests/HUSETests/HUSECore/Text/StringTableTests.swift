import HUSECore
import Testing

@Suite struct StringTableTests {
  @Test(arguments: [[], [""], ["a", "", "größer \u{1F34E}", "b\nc"]])
  func stringsComeBack(strings: [String]) {
    let (bytes, ends) = StringTable.encoded(strings)
    #expect(StringTable.strings(bytes.bytes, ends: ends) == strings)
  }

  @Test(arguments: [[3], [1, 2], [2, 1, 4], [-1, 4], [1, 9, 4], [1, 4]])
  func endsThatDoNotFitAreRefused(ends: [Int]) {
    // The apple's four bytes cannot be divided.
    let (bytes, _) = StringTable.encoded(["\u{1F34E}"])
    #expect(StringTable.strings(bytes.bytes, ends: ends) == nil)
  }
}
