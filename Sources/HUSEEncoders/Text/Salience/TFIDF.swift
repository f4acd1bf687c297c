/// Term frequency times inverse document frequency (TF-IDF): how specific a token is to a document.
///
/// ```swift
/// let weights = TFIDF(fittedTo: [["red", "apple"], ["green", "apple"]])
/// weights.inverseDocumentFrequency(of: "red")      // ln(3 / 2) + 1 = 1.405
/// weights.inverseDocumentFrequency(of: "apple")    // ln(3 / 3) + 1 = 1
/// ```
///
/// For a token in df of n documents, idf = ln((1 + n) / (1 + df)) + 1, as in scikit-learn, so that
/// no weight is zero. The term frequency is the count in the document.
public struct TFIDF<Token: Hashable & Sendable>: Sendable {
  /// The number of documents.
  public let documentCount: Int
  private let documentFrequencies: [Token: Int]

  /// Counts the documents that contain each token.
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

  /// The inverse document frequency, ln((1 + n) / (1 + df)) + 1.
  ///
  /// It is largest for an unknown token.
  public func inverseDocumentFrequency(of token: Token) -> Double {
    HUSEEncoders.inverseDocumentFrequency(
      documentCount: documentCount, documentFrequency: documentFrequencies[token] ?? 0)
  }

  /// The weights tf · idf of the tokens of any document.
  public func weights(of document: some Sequence<Token>) -> [Token: Double] {
    var counts: [Token: Int] = [:]
    for token in document { counts[token, default: 0] += 1 }
    return Dictionary(
      uniqueKeysWithValues: counts.map { ($0, Double($1) * inverseDocumentFrequency(of: $0)) })
  }

  /// The most salient tokens of a document, in the order of the document.
  ///
  /// The sentences are the documents of a small corpus, and the salience of a token is its
  /// tf · idf in its sentence (the HUSE paper does this for texts that are too long for BERT).
  /// Earlier tokens win ties. Every occurrence of a token counts by itself.
  ///
  /// - Parameters:
  ///   - count: the largest number of tokens; a negative number is the same as 0.
  ///   - sentences: the tokens of each sentence.
  /// - Returns: at most `count` tokens.
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
