public import HUSECore

/// The concatenated features of several text encoders.
///
/// The paper describes a text by the features of BERT and TF-IDF together, as in this example:
///
/// ```swift
/// let encoder = try JoinedTextEncoder([bert, HashedNGramEncoder(fittedTo: trainingTexts)])
/// let features = try encoder.features(of: ["two red apples"])     // [1 × (384 + 1024)]
/// ```
///
/// The features of each encoder are scaled to unit length first, so that none outweighs another.
public struct JoinedTextEncoder: TextEncoder, Sendable {
  /// The encoders, in the order of their features.
  public let encoders: [any TextEncoder]

  /// The sum of the dimensions of the encoders.
  public var dimension: Int { encoders.reduce(0) { $0 + $1.dimension } }

  /// Creates an encoder from others; a joined encoder among them is replaced by its encoders.
  ///
  /// - Throws: `HUSEError.invalidArgument` if there are no encoders.
  public init(_ encoders: [any TextEncoder]) throws(HUSEError) {
    guard !encoders.isEmpty else {
      throw .invalidArgument(
        name: "encoders", found: "none", expected: "at least one encoder")
    }
    self.encoders = encoders.flatMap { ($0 as? JoinedTextEncoder)?.encoders ?? [$0] }
  }

  /// The features of texts, `[texts.count × dimension]`.
  ///
  /// - Throws: the errors of the encoders; `HUSEError.shapeMismatch` if one returns a matrix of
  ///   another shape than `[texts.count × dimension]`; `.invalidArgument` if the features are
  ///   larger than the memory of this machine.
  public func features(of texts: [String]) throws(HUSEError) -> Matrix {
    try MemoryLimit.check(rows: texts.count, columns: dimension, name: "features of texts")
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
