public import HUSECore

/// Text features from hashed character n-grams with TF-IDF weights.
///
/// It needs no pretrained weights. Texts that share parts of words get similar features, in any
/// language and with any inflection.
///
/// ```swift
/// let encoder = try HashedNGramEncoder(fittedTo: trainingTexts)
/// let features = try encoder.features(of: ["two red apples"])     // [1 × 1024], unit length
/// ```
///
/// Every n-gram with hash h adds sign(h) · idf to feature h mod dimension (Weinberger et al. 2009,
/// "Feature Hashing for Large Scale Multitask Learning"); then rows are scaled to unit length.
/// Document frequencies are counted in 65,536 slots, which other bits of the hash select. The same
/// texts give the same encoder on every platform.
public struct HashedNGramEncoder: TextEncoder, Sendable {
  /// The length of a feature vector.
  public let dimension: Int
  let ngrams: CharacterNGrams
  /// The idf of each of the 65,536 slots.
  let weights: [Float]

  static let slotCount = 1 << 16

  /// Counts the n-grams of the training texts.
  ///
  /// - Parameters:
  ///   - texts: the training texts. Without any, all n-grams have the same weight.
  ///   - dimension: the length of a feature vector, from 1 to 2²⁴.
  ///   - lengths: the lengths of n-grams in characters, from 1 to 64.
  /// - Throws: `HUSEError.invalidArgument` if `dimension` or `lengths` is out of range.
  public init(
    fittedTo texts: [String], dimension: Int = 1024, lengths: ClosedRange<Int> = 3...5
  ) throws(HUSEError) {
    let ngrams = CharacterNGrams(lengths: lengths)
    try Self.check(dimension: dimension, ngrams: ngrams)
    var frequencies = [Int](repeating: 0, count: Self.slotCount)
    for text in texts {
      var slots: Set<Int> = []
      ngrams.forEachHash(in: text) { slots.insert(Self.slot(of: $0)) }
      for slot in slots { frequencies[slot] += 1 }
    }
    let weights = frequencies.map {
      Float(inverseDocumentFrequency(documentCount: texts.count, documentFrequency: $0))
    }
    try self.init(dimension: dimension, ngrams: ngrams, weights: weights)
  }

  init(dimension: Int, ngrams: CharacterNGrams, weights: [Float]) throws(HUSEError) {
    try Self.check(dimension: dimension, ngrams: ngrams)
    self.dimension = dimension
    self.ngrams = ngrams
    self.weights = weights
  }

  private static func check(dimension: Int, ngrams: CharacterNGrams) throws(HUSEError) {
    guard 1...1 << 24 ~= dimension else {
      throw .invalidArgument(
        name: "dimension", found: "\(dimension)", expected: "a length from 1 to 16777216")
    }
    guard ngrams.lengths.lowerBound >= 1, ngrams.lengths.upperBound <= 64 else {
      throw .invalidArgument(
        name: "lengths", found: "\(ngrams.lengths)", expected: "lengths from 1 to 64 characters")
    }
  }

  /// The features of texts, `[texts.count × dimension]`.
  ///
  /// Rows have unit length; that of a text without any word is zero.
  ///
  /// - Throws: `HUSEError.invalidArgument` if the features are larger than the memory of this
  ///   machine.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    try MemoryLimit.check(rows: texts.count, columns: dimension, name: "features of texts")
    var result = Matrix(rows: texts.count, columns: dimension)
    // Unsafe, since checks of the indices would make this a tenth slower.
    result.withUnsafeMutableBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        for (row, text) in texts.enumerated() {
          ngrams.forEachHash(in: text) { hash in
            let column = Int(hash % UInt64(dimension))
            let weight = weights[Self.slot(of: hash)]
            values[row * dimension + column] += hash >> 63 == 1 ? -weight : weight
          }
        }
      }
    }
    return result.normalizedRows
  }

  private static func slot(of hash: UInt64) -> Int { Int(hash >> 32) % slotCount }
}
