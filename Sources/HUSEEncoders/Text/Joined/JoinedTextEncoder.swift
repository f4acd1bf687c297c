public import HUSECore

/// The features of several text encoders side by side: what one misses, another sees.
///
/// The paper describes a text by BERT and TF-IDF together; so does this:
///
/// ```swift
/// let encoder = try JoinedTextEncoder([bert, HashedNGramEncoder(fittedTo: trainingTexts)])
/// let features = try encoder.features(of: ["two red apples"])     // [1 × (384 + 1024)]
/// ```
///
/// The features of each encoder are scaled to unit length first, so that none drowns another.
public struct JoinedTextEncoder: TextEncoder, Sendable {
  /// The encoders, in the order of their features.
  public let encoders: [any TextEncoder]

  /// The sum of the dimensions of the encoders.
  public var dimension: Int { encoders.reduce(0) { $0 + $1.dimension } }

  /// Puts encoders side by side; those of another joined encoder join by themselves.
  ///
  /// - Throws: `HUSEError.invalidArgument` without any encoder.
  public init(_ encoders: [any TextEncoder]) throws(HUSEError) {
    guard !encoders.isEmpty else {
      throw .invalidArgument(
        name: "encoders to be joined", found: "none", expected: "one encoder or more")
    }
    self.encoders = encoders.flatMap { ($0 as? JoinedTextEncoder)?.encoders ?? [$0] }
  }

  /// The features of texts, `[texts.count × dimension]`.
  ///
  /// - Throws: what an encoder throws, or `HUSEError.shapeMismatch` if one returns a matrix of
  ///   another shape than it promises.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    var result = Matrix(rows: texts.count, columns: dimension)
    var first = 0
    for encoder in encoders {
      let part = try encoder.features(of: texts).normalizedRows
      guard part.rows == texts.count, part.columns == encoder.dimension else {
        throw .shapeMismatch(
          expected: [texts.count, encoder.dimension], found: [part.rows, part.columns],
          in: "features of \(type(of: encoder))",
          remedy: "A text encoder returns a row of `dimension` values for each text.")
      }
      result.assign(part, atColumn: first)
      first += part.columns
    }
    return result
  }
}
