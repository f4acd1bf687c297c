import HUSECore
import Testing

@Suite struct EscapedControlsTests {
  @Test(
    arguments: [
      ("plain äöü 👩‍🍳 \t tab", "plain äöü 👩‍🍳 \t tab"),
      ("\u{1B}[31mred", #"\u{1b}[31mred"#),
      ("a\r\nb", #"a\r\nb"#), ("bell\u{7}", #"bell\u{7}"#), ("del\u{7F}", #"del\u{7f}"#),
      ("\u{9B}2J", #"\u{9b}2J"#), ("a\u{2028}b", #"a\u{2028}b"#),
      ("gnp\u{202E}exe", #"gnp\u{202e}exe"#), ("\0", #"\u{0}"#),
    ])
  func whatActsOnATerminalIsShown(text: String, expected: String) {
    #expect(text.escapingControls() == expected)
  }

  @Test func lineFeedsMayStay() {
    #expect("a\r\nb\n".escapingControls(keepingLines: true) == "a\\r\nb\n")
  }

  @Test func errorsAreEscaped() {
    let error = HUSEError.fileNotFound(path: "a\n\u{1B}[2Jb", remedy: "Check the path.")
    #expect(error.description == #"a\n\u{1b}[2Jb: no such file or folder. Check the path."#)
  }
}
