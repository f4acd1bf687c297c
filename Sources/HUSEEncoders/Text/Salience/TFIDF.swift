/// Term frequency times inverse document frequency: how much a token says about its document.
///
/// ```swift
/// let weights = TFIDF(fittedTo: [["red", "apple"], ["green", "apple"]])
/// weights.inverseDocumentFrequency(of: "red")      // ln(3 / 2) + 1 = 1.405
/// weights.inverseDocumentFrequency(of: "apple")    // ln(3 / 3) + 1 = 1
/// ```
///
/// With n documents, of which df hold the token: idf = ln((1 + n) / (1 + df)) + 1, as in
/// scikit-learn, so that no weight is zero; the term frequency is the count in the document.
public struct TFIDF<Token: Hashable & Sendable>: Sendable {
  /// The number of documents.
  public let documentCount: Int
  private let documentFrequencies: [Token: Int]

  /// Counts the documents that hold each token.
  public init(fittedTo documents: some Sequence<some Sequence<Token>>) {
    var count = 0
    var frequencies: [Token: Int] = [:]
    for document in documents {
      count += 1
      for token in Set(document) { frequencies[token, default: 0] += 1 }
    }
    documentCount = count
    documentFrequencies = frequencies
  }

  /// ln((1 + n) / (1 + df)) + 1; a token of no document has the largest.
  public func inverseDocumentFrequency(of token: Token) -> Double {
    HUSEEncoders.inverseDocumentFrequency(
      documentCount: documentCount, documentFrequency: documentFrequencies[token] ?? 0)
  }

  /// tf · idf of the tokens of a document, which need not be one of those fitted to.
  public func weights(of document: some Sequence<Token>) -> [Token: Double] {
    var counts: [Token: Int] = [:]
    for token in document { counts[token, default: 0] += 1 }
    return Dictionary(
      uniqueKeysWithValues: counts.map { ($0, Double($1) * inverseDocumentFrequency(of: $0)) })
  }

  /// The most salient tokens of a document, in their order in it.
  ///
  /// Every sentence counts as a document of a small corpus, and a token's salience is its tf · idf
  /// in its sentence (HUSE, text of more tokens than BERT takes). Of equals the earlier is kept; a
  /// token that is duplicated is weighed and kept or left twice.
  ///
  /// - Parameters:
  ///   - count: how many tokens to keep at most, at least 0.
  ///   - sentences: the tokens of each sentence.
  public static func salientTokens(_ count: Int, ofSentences sentences: [[Token]]) -> [Token] {
    let corpus = TFIDF(fittedTo: sentences)
    var tokens: [(token: Token, salience: Double)] = []
    for sentence in sentences {
      let weights = corpus.weights(of: sentence)
      tokens += sentence.map { ($0, weights[$0] ?? 0) }
    }
    let ranking = tokens.indices.sorted {
      (tokens[$1].salience, $0) < (tokens[$0].salience, $1)
    }
    return ranking.prefix(max(count, 0)).sorted().map { tokens[$0].token }
  }
}
