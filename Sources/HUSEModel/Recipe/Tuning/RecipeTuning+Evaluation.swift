import Foundation

extension RecipeTuning {
  /// The measurement of a trial, from which an interrupted search can resume.
  ///
  /// A program that saves each evaluation, for example as JSON, and passes them to the next search
  /// on the same pairs gets the same result as without the interruption.
  public struct Evaluation: Sendable, Hashable, Codable {
    /// The number of the trial; 0 is the recipe that the search starts from.
    public let trial: Int
    /// The rung, from 0, which determines how much training the trial received.
    public let rung: Int
    /// The recipe, with the class settings fitted on the folds.
    public let recipe: TrainingRecipe
    /// The retrieval score of held-out pairs, in [0, 1], or `nil` if training failed because its
    /// loss was not finite or increased.
    public let score: Double?
    /// The score of each query, for the last rung only.
    let queryScores: PackedScores?
    /// How long the evaluation took, including the regressions on features if they were fitted for
    /// it.
    public let seconds: Double
  }
}

extension RecipeTuning.Evaluation {
  /// Whether it measures this recipe, apart from the class settings, which folds decide.
  func measures(_ recipe: TrainingRecipe) -> Bool {
    var own = self.recipe
    own.classes = recipe.classes
    return own == recipe
  }

  /// The score of each query, in the order of folds, directions and pairs; `nil` before the last
  /// rung.
  package var scoresOfQueries: [Double]? { queryScores?.score.values }

  /// Whether this is better than another evaluation of the same queries by more than two standard
  /// errors.
  ///
  /// By chance alone, the best of many trials exceeds the first by about one.
  func isClearlyAbove(_ other: RecipeTuning.Evaluation) -> Bool {
    guard let own = queryScores, let others = other.queryScores else { return false }
    return own.score.isAbove(others.score, byStandardErrors: 2)
  }
}

/// The scores of queries with 32 bits each, encoded as base64 text.
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
  /// The rung, the trial and its score, as in `rung 1, trial 14: score 0.5832`.
  public var description: String {
    let result = score.map { "score \(String(format: "%.4f", $0))" } ?? "failed"
    return "rung \(rung), trial \(trial): \(result)"
  }
}

extension RecipeTuning.Outcome: CustomStringConvertible {
  /// The chosen trial, with its score and the score of trial 0.
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
