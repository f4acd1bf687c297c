import Foundation

extension RecipeTuning {
  /// What was measured of a trial: what a search that was interrupted resumes from.
  ///
  /// A program that keeps each of them, as JSON for example, and hands them to the next search of
  /// the same pairs gets the result that it would have had without the interruption.
  public struct Evaluation: Sendable, Hashable, Codable {
    /// The number of the trial; 0 is the recipe that the search starts at.
    public let trial: Int
    /// The rung, from 0: how much was spent on it.
    public let rung: Int
    /// The recipe, with what the folds say about classes.
    public let recipe: TrainingRecipe
    /// How well held-out pairs find one another, in [0, 1]; `nil` for a training that failed, since
    /// its loss was not finite or rose.
    public let score: Double?
    /// The score of each query, of the last rung alone.
    let queryScores: PackedScores?
    /// How long it took; with the regressions on features where they were fitted for it.
    public let seconds: Double
  }
}

extension RecipeTuning.Evaluation {
  /// Whether it is of this recipe, apart from what folds decide about classes.
  func measures(_ recipe: TrainingRecipe) -> Bool {
    var own = self.recipe
    own.classes = recipe.classes
    return own == recipe
  }

  /// The score of each query, in the order of folds, directions and pairs; `nil` below the last
  /// rung.
  package var scoresOfQueries: [Double]? { queryScores?.score.values }

  /// Whether this is better than another of the same queries by more than two standard errors: the
  /// best of many trials is above the first by one of them by chance.
  func isClearlyAbove(_ other: RecipeTuning.Evaluation) -> Bool {
    guard let own = queryScores, let others = other.queryScores else { return false }
    return own.score.isAbove(others.score, byStandardErrors: 2)
  }
}

/// The scores of queries as 32 bits each, in base 64 in a text.
struct PackedScores: Sendable, Hashable, Codable {
  private let bytes: Data

  init(_ score: RetrievalScore) {
    var bytes = Data(capacity: 4 * score.values.count)
    for value in score.values {
      withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    self.bytes = bytes
  }

  init(from decoder: any Decoder) throws {
    bytes = try decoder.singleValueContainer().decode(Data.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }

  var score: RetrievalScore {
    RetrievalScore(
      values: bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { offset in
          let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
          return Double(Float(bitPattern: UInt32(littleEndian: bits)))
        }
      })
  }
}

extension RecipeTuning.Evaluation: CustomStringConvertible {
  /// `rung 1, trial 14: score 0.5832`.
  public var description: String {
    let result = score.map { "score \(String(format: "%.4f", $0))" } ?? "failed"
    return "rung \(rung), trial \(trial): \(result)"
  }
}

extension RecipeTuning.Outcome: CustomStringConvertible {
  /// Which trial was chosen, with its score and that of trial 0.
  public var description: String {
    func text(_ score: Double?) -> String { String(format: "%.4f", score ?? 0) }
    guard best.trial > 0 else {
      return "None of \(trialCount) trials is clearly better than trial 0, which has the score "
        + "\(text(start.score))."
    }
    return "Of \(trialCount) trials, trial \(best.trial) has the best score on held-out pairs: "
      + "\(text(best.score)), trial 0 has \(text(start.score))."
  }
}
