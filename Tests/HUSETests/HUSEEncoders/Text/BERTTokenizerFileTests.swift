import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Vocabularies of BERT models: tokenizer.json without vocab.txt, and repeated lines.
@Suite struct BERTTokenizerFileTests {
  private struct Sample: Decodable {
    let text: String
    let numbers: [Int32]
  }

  /// All that transformers 5 saves, against the tokenizers library.
  @Test func tokenizerFileWithoutAVocabulary() throws {
    let fixture = Fixture.url("text/tokenizer")
    let samples = try JSONDecoder().decode(
      [Sample].self, from: Data(contentsOf: fixture.appendingPathComponent("numbers.json")))
    try TinyBERT.withModel(["config.json", "model.safetensors"]) { folder in
      try FileManager.default.copyItem(
        at: fixture.appendingPathComponent("tokenizer.json"),
        to: folder.appendingPathComponent("tokenizer.json"))
      let tokenizer = try BERTEncoder(contentsOf: folder).tokenizer
      #expect(tokenizer.normalizer == BERTNormalizer(lowercases: false))
      #expect(tokenizer.vocabulary.tokens.count == 64)
      for sample in samples { #expect(tokenizer.tokenIDs(of: sample.text) == sample.numbers) }
      try TinyBERT.write(#"{"do_lower_case": true}"#, "tokenizer_config.json", in: folder)
      #expect(try BERTEncoder(contentsOf: folder).tokenizer.normalizer == BERTNormalizer())
    }
  }

  @Test(arguments: [
    ("\"WordPiece\"", "\"Unigram\"", "found the tokenizer 'Unigram'", "WordPiece"),
    (
      "BertPreTokenizer", "Whitespace", "found pre_tokenizer 'Whitespace'", "BertPreTokenizer"
    ),
    (
      "BertNormalizer", "NFKC", "found the normalizer 'NFKC'",
      "BertNormalizer with clean_text, alone or after Lowercase"
    ),
    (
      "\"content\": \"[PAD]\"", "\"content\": \"<user>\"", "found the added token '<user>'",
      "[CLS], [MASK], [PAD], [SEP], [UNK]"
    ),
  ])
  func tokenizersThatAreNotOfBERT(
    _ part: String, _ other: String, _ found: String, _ supported: String
  ) throws {
    let text = try String(
      contentsOf: Fixture.url("text/tokenizer/tokenizer.json"), encoding: .utf8)
    #expect(text.contains(part))
    try TinyBERT.withModel(["config.json", "model.safetensors"]) { folder in
      try TinyBERT.write(
        text.replacingOccurrences(of: part, with: other), "tokenizer.json", in: folder)
      #expect(
        TinyBERT.error(folder)
          == "F/tokenizer.json: \(found), which is not supported. Supported: \(supported).")
    }
  }

  @Test func tokenizerFilesThatAreDamaged() throws {
    try TinyBERT.withModel(["config.json", "model.safetensors"]) { folder in
      let remedy = "Pass the tokenizer.json of a BERT model, or its vocab.txt."
      try TinyBERT.write("{\"model\": ", "tokenizer.json", in: folder)
      #expect(TinyBERT.error(folder) == "F/tokenizer.json: is not a JSON object. \(remedy)")
      // With a number far beyond the others a small file would take any amount of memory.
      for (vocabulary, largest) in [
        ("{}", 65_535), ("{\"[UNK]\": -1}", 65_536), ("{\"[UNK]\": 1e30}", 65_536),
        ("[[\"a\", 0.5]]", 65_535), ("{\"[UNK]\": 1, \"a\": 9000000}", 65_537),
      ] {
        try TinyBERT.write(
          """
          {"model": {"type": "WordPiece", "vocab": \(vocabulary)},
           "pre_tokenizer": {"type": "BertPreTokenizer"},
           "normalizer": {"type": "BertNormalizer"}}
          """, "tokenizer.json", in: folder)
        #expect(
          TinyBERT.error(folder)
            == "F/tokenizer.json: 'model.vocab' does not give tokens IDs from 0 to "
            + "\(largest). \(remedy)")
      }
    }
  }

  /// As for Hugging Face, the last line counts.
  @Test func repeatedLinesOfAVocabulary() throws {
    let vocabulary = try Vocabulary(
      tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "pie", "##s", "pie", "##s", "", ""],
      path: "vocab.txt")
    #expect(WordPiece(vocabulary).tokenIDs(of: "pie pies") == [6, 6, 7])
  }
}
