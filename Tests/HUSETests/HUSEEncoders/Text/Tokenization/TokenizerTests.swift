import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Tokenizers of every kind, against the tokenizers and sentencepiece packages.
@Suite struct TokenizerTests {
  private static let folder = Fixture.url("text/tokenizers")

  private static func numbers<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: folder.appendingPathComponent("\(name).json")))
  }

  @Test(arguments: [
    "word-pieces.json", "mpnet.json", "byte-pairs.json", "prefixed.json", "clip.json",
    "unigram.json", "forms.json", "characters.json", "unigram.model", "bytes.model", "bpe.model",
    "spaces.model",
  ])
  func numbersEqualThoseOfThePackage(file: String) throws {
    let name = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
    let tokenizer = try Tokenizer(contentsOf: Self.folder.appendingPathComponent(file))
    let texts: [String] = try Self.numbers("strings")
    let expected: [[Int32]] = try Self.numbers("\(name)-numbers")
    #expect(texts.count == 300)
    #expect(expected.count == texts.count)
    for (text, numbers) in zip(texts, expected) {
      #expect(tokenizer.framedTokenIDs(of: text) == numbers, "\(text.debugDescription)")
    }
  }

  /// What the packages make of strings that are rare among random ones.
  @Test(
    arguments: [
      // Scores are added in single precision, that of unknown characters included.
      ("unigram.model", "mm½餃…", [135, 25, 46, 0, 131, 0, 184, 7]),
      // All of the text is left out, and the mark behind it is not.
      ("spaces.model", "\u{200B}", [3]), ("spaces.model", "", []),
      ("unigram.model", "\u{200B}", []),
      // Composed where Foundation does not, and not where it does.
      (
        "clip.json", "e\u{F73}\u{327}\u{301}",
        [631, 132, 357, 156, 121, 109, 156, 121, 110, 136, 478, 632]
      ),
      ("clip.json", "e\u{10041}\u{301}", [631, 68, 172, 238, 223, 478, 136, 478, 632]),
      ("clip.json", "\u{1109B}\u{110BA}", [631, 172, 239, 224, 505, 632]),
    ] as [(String, String, [Int32])])
  func rareStrings(file: String, text: String, numbers: [Int32]) throws {
    let tokenizer = try Tokenizer(contentsOf: Self.folder.appendingPathComponent(file))
    #expect(tokenizer.framedTokenIDs(of: text) == numbers)
  }

  /// NFC composes a Hangul syllable with a final consonant behind it.
  @Test(arguments: ["clip.json", "prefixed.json"])
  func hangulIsComposed(file: String) throws {
    let tokenizer = try Tokenizer(contentsOf: Self.folder.appendingPathComponent(file))
    for (apart, together) in [
      ("\u{AC00}\u{11A8}", "\u{AC01}"), ("\u{1100}\u{1161}\u{11C2}", "\u{AC1B}"),
    ] {
      #expect(tokenizer.tokenIDs(of: "a " + apart) == tokenizer.tokenIDs(of: "a " + together))
    }
    // Not a final consonant, and a syllable that has one already.
    for (apart, first) in [("\u{AC00}\u{11A7}", "\u{AC00}"), ("\u{AC01}\u{11A8}", "\u{AC01}")] {
      let numbers = tokenizer.tokenIDs(of: apart)
      #expect(numbers.count > tokenizer.tokenIDs(of: first).count)
    }
  }

  @Test func longTextsOfEveryKind() throws {
    let runs = ["a", " ", "é", "\u{301}", "漢", "🍕", "'", "\u{0}", "ab", "[x]", "\u{FFFF}"]
    for file in ["word-pieces.json", "byte-pairs.json", "clip.json", "forms.json", "bpe.model"] {
      let tokenizer = try Tokenizer(contentsOf: Self.folder.appendingPathComponent(file))
      for run in runs {
        let numbers = tokenizer.tokenIDs(of: String(repeating: run, count: 5_000))
        #expect(numbers.allSatisfy { 0..<Int32(tokenizer.vocabularySize) ~= $0 })
      }
    }
  }

  @Test func aLimitKeepsTheTokensAroundAText() throws {
    let tokenizer = try Tokenizer(
      contentsOf: Self.folder.appendingPathComponent("word-pieces.json"))
    let all = tokenizer.framedTokenIDs(of: "a slice of pizza with basil")
    #expect(
      tokenizer.framedTokenIDs(of: "a slice of pizza with basil", limit: 4)
        == Array(all.prefix(3) + all.suffix(1)))
    #expect(tokenizer.tokenID(of: "[CLS]") == all.first)
    #expect(tokenizer.tokenID(of: "no such token") == nil)
  }

  @Test(arguments: [
    (
      "word-pieces", #""type":"WordPiece""#, #""type":"WordLevel""#,
      "found the tokenizer 'WordLevel', which is not supported. Supported: WordPiece, BPE, Unigram."
    ),
    (
      "word-pieces", #""type":"BertPreTokenizer""#, #""type":"UnicodeScripts""#,
      "found the pre-tokenizer 'UnicodeScripts', which is not supported. Supported: "
        + "BertPreTokenizer, ByteLevel, Digits, Metaspace, Punctuation, Sequence, Split, "
        + "WhitespaceSplit."
    ),
    (
      "clip", #""Regex":"\\s+""#, #""Regex":"(a+)+$""#,
      "found the regular expression '(a+)+$', which is not supported. Supported: those of GPT-2, "
        + "CLIP and XLM-RoBERTa."
    ),
    (
      "word-pieces", #""unk_token":"[UNK]""#, #""unk_token":"[OTHER]""#,
      "the vocabulary has no token '[OTHER]' for unknown words. Fetch the tokenizer of the model "
        + "again."
    ),
    (
      "unigram", #""unk_id":3"#, #""unk_id":3000"#,
      "the unknown token 3000 is not one of 199 tokens. Fetch the tokenizer of the model again."
    ),
    (
      "unigram", #""precompiled_charsmap":""#, #""precompiled_charsmap":"////"#,
      "the table of the normalizer, of 1065 bytes, does not say its own size. Fetch the tokenizer "
        + "of the model again."
    ),
    (
      "byte-pairs", #""merges":["#, #""merges":["a b","#,
      "the vocabulary has no token 'ab', which merge 1 makes. Fetch the tokenizer of the model "
        + "again."
    ),
    (
      "word-pieces", #""[CLS]":2"#, #""[CLS]":-2"#,
      "gives '[CLS]' the number -2, expected one from 0 to 16777215. Fetch the tokenizer of the "
        + "model again."
    ),
    (
      "word-pieces", #"{"Sequence":{"id":"A","#, #"{"Sequence":{"id":"B","#,
      "the template for one text holds more than one text. Fetch the tokenizer of the model again."
    ),
  ])
  func filesThatCannotBeUsed(
    name: String, part: String, other: String, message: String
  ) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("tokenizer.json")
      let text = try String(
        contentsOf: Self.folder.appendingPathComponent("\(name).json"), encoding: .utf8)
      #expect(text.contains(part))
      guard let range = text.range(of: part) else { return }
      try Data(text.replacingCharacters(in: range, with: other).utf8).write(to: url)
      let found = errorText { () throws(HUSEError) in try Tokenizer(contentsOf: url) }
      #expect(found == "\(url.path): \(message)")
    }
  }

  @Test func sentencePieceModelsThatAreDamaged() throws {
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent("unigram.model"))
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("damaged.model")
      // However the file is cut or changed, there is a tokenizer or a typed error.
      var generator = SplitMix64(seed: 3)
      for _ in 0..<200 {
        var damaged = bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))
        if !damaged.isEmpty {
          damaged[Int.random(in: 0..<damaged.count, using: &generator)] =
            UInt8.random(in: 0...255, using: &generator)
        }
        try damaged.write(to: url)
        do {
          _ = try Tokenizer(contentsOf: url).tokenIDs(of: "a ﬁne ½ slice …")
        } catch {
          #expect("\(error)".hasPrefix(url.path))
        }
      }
      try Data([0xFF]).write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try Tokenizer(contentsOf: url) }
          == "\(url.path): is not a SentencePiece model. Fetch the SentencePiece model again.")
    }
  }
}
