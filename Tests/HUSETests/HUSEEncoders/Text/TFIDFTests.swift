import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct TFIDFTests {
  private struct Fixtures: Decodable {
    struct Case: Decodable {
      let documents: [[Int]]
      let limit: Int
      let kept: [Int]
    }
    struct Split: Decodable {
      let text: String
      let sentences: [String]
    }
    let cases: [Case]
    let splits: [Split]
  }

  private func fixtures() throws -> Fixtures {
    try JSONDecoder().decode(
      Fixtures.self, from: Data(contentsOf: Fixture.url("text/salience.json")))
  }

  /// Three sentences; apple is in two of them, red twice in one.
  private let sentences = [
    ["red", "apple", "red"], ["green", "apple"], ["fresh", "bread"],
  ]

  @Test func weightsEqualTheHandWorkedExample() {
    let weights = TFIDF(fittedTo: sentences)
    // ln(4 / 2) + 1 and ln(4 / 3) + 1.
    #expect(abs(weights.inverseDocumentFrequency(of: "red") - 1.6931471805599454) < 1e-12)
    #expect(abs(weights.inverseDocumentFrequency(of: "apple") - 1.2876820724517808) < 1e-12)
    // ln(4 / 1) + 1.
    #expect(abs(weights.inverseDocumentFrequency(of: "plum") - 2.386294361119891) < 1e-12)
    let first = weights.weights(of: sentences[0])
    #expect(first.count == 2)
    #expect(abs((first["red"] ?? 0) - 3.386294361119891) < 1e-12)
    #expect(abs((first["apple"] ?? 0) - 1.2876820724517808) < 1e-12)
  }

  @Test func salientTokensKeepTheirOrder() {
    func kept(_ count: Int) -> [String] {
      TFIDF.salientTokens(count, ofSentences: sentences)
    }
    #expect(kept(0) == [])
    #expect(kept(1) == ["red"])
    #expect(kept(2) == ["red", "red"])
    #expect(kept(4) == ["red", "red", "green", "fresh"])
    #expect(kept(6) == ["red", "apple", "red", "green", "fresh", "bread"])
    #expect(kept(9) == sentences.flatMap(\.self))
    #expect(TFIDF<String>.salientTokens(3, ofSentences: []) == [])
  }

  @Test func salientTokensEqualTheReference() throws {
    for entry in try fixtures().cases {
      #expect(TFIDF.salientTokens(entry.limit, ofSentences: entry.documents) == entry.kept)
    }
  }

  @Test func sentencesEqualTheReference() throws {
    for entry in try fixtures().splits {
      #expect(SentenceSplitter.sentences(in: entry.text) == entry.sentences)
    }
    #expect(
      SentenceSplitter.sentences(in: "\"Really?\" he said. (Yes.) 3.14!")
        == ["\"Really?\"", "he said.", "(Yes.)", "3.14!"])
  }
}
