import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct VocabularyTests {
  private let specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n"

  private func message(_ bytes: Data) throws -> String {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("vocab.txt")
      try bytes.write(to: url)
      let error = #expect(throws: HUSEError.self) { try Vocabulary(contentsOf: url) }
      return (error?.description ?? "").replacingOccurrences(of: url.path, with: "vocab.txt")
    }
  }

  @Test func missingFileIsNamed() {
    let url = URL(fileURLWithPath: "/no/such/vocab.txt")
    let error = #expect(throws: HUSEError.self) { try Vocabulary(contentsOf: url) }
    #expect(
      error?.description == "/no/such/vocab.txt: no such file or folder. Check the path.")
  }

  @Test(arguments: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
  func missingSpecialTokenIsNamed(token: String) throws {
    let lines = specials.replacingOccurrences(of: "\(token)\n", with: "other\n")
    #expect(
      try message(Data(lines.utf8))
        == "vocab.txt: none of the 4 tokens is \(token). "
        + "Pass the vocabulary of a BERT model.")
  }

  @Test func lineThatIsNotUTF8IsNamed() throws {
    #expect(
      try message(Data(specials.utf8) + Data([0x61, 0xFF, 0x0A]))
        == "vocab.txt: line 5 is not UTF-8. Pass the vocab.txt of a BERT model.")
  }

  @Test func emptyFileHasNoSpecialTokens() throws {
    #expect(
      try message(Data())
        == "vocab.txt: none of the 0 tokens is [UNK]. "
        + "Pass the vocabulary of a BERT model.")
  }

  @Test func spellingsOfOneCharacterAreDifferentTokens() throws {
    let vocabulary = try Vocabulary(
      tokens: specials.split(separator: "\n").map(String.init) + ["\u{E9}", "e\u{301}"],
      path: "test")
    let tokenizer = WordPiece(vocabulary, normalizer: BERTNormalizer(lowercases: false))
    #expect(tokenizer.tokenIDs(of: "\u{E9} e\u{301}") == [4, 5])
  }

  @Test func windowsLineEndsAreLeftOut() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("vocab.txt")
      try Data("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\npie".utf8).write(to: url)
      #expect(
        try Vocabulary(contentsOf: url).tokens == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "pie"])
    }
  }
}
