import Testing

@testable import HUSEReport

/// What comes from data never becomes markup.
@Suite struct MarkupTests {
  @Test func interpolatedTextIsEscapedAndLiteralsAreNot() {
    let name = "<script>\"a\" & 'b'</script>"
    let markup: Markup = "<b title=\"\(name)\">\(name)</b>"
    let escaped = "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
    #expect(markup.source == "<b title=\"\(escaped)\">\(escaped)</b>")
  }

  @Test func markupAndNumbersAreInserted() {
    let items = ["a&b", "c"].map { text -> Markup in "<li>\(text)</li>" }
    let list: Markup = "<ul id=\"\(7)\">\(items)</ul>"
    let whole: Markup = "<div>\(list)</div>"
    #expect(whole.source == "<div><ul id=\"7\"><li>a&amp;b</li><li>c</li></ul></div>")
  }

  @Test func whatXMLDoesNotAllowIsShown() {
    #expect(
      Markup.escaped("a\u{0}b\u{1B}[31m\u{202E}c\nd\te\u{FFFE}")
        == "a\\u{0}b\\u{1b}[31m\\u{202e}c\\nd\te\u{FFFD}")
  }

  @Test func longTextsAreCutBetweenCharacters() {
    #expect("tea".shortened(to: 3) == "tea")
    #expect("naïve 👩‍🍳 cook".shortened(to: 7) == "naïve 👩‍🍳…")
  }
}
