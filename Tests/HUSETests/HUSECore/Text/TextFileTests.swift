import Foundation
import HUSECore
import Testing

@Suite struct TextFileTests {
  @Test func theByteOrderMarkIsNotPartOfTheText() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(Data([0xEF, 0xBB, 0xBF]) + Data("tea\r\nsoup\n".utf8), to: "a.txt")
    #expect(try TextFile(contentsOf: url).text == "tea\r\nsoup\n")
  }

  @Test func theFirstLineThatIsNotUTF8IsNamed() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(Data("tea\nso".utf8) + Data([0xFF, 0x0A, 0xFE]), to: "a.txt")
    #expect(
      errorText { () throws(HUSEError) in try TextFile(contentsOf: url) }
        == "\(url.path): line 2 is not UTF-8. Save the file in UTF-8.")
  }
}
