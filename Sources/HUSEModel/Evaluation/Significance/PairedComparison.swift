/// A test of whether one system is better than another on the same queries, over one or more splits
/// of the data.
///
/// ```swift
/// let comparison = try PairedComparison(splits, seed: 1)
/// comparison.overItems.meanDifference   // above 0 if the first system has the higher outcomes
/// comparison.overItems.pValue           // would other queries give the same verdict?
/// comparison.overSplits?.pValue         // would other training sets?
/// ```
///
/// Both tests are two-sided and work on the differences, first minus second, of any outcome, such
/// as 0 or 1, average precision, or distance in the tree. They answer different questions.
///
/// `overItems` takes the trained models as they are. The outcomes of an item that is tested in
/// several splits depend on each other, so the item counts once, with the mean of its differences.
/// If the systems are equally good, each such mean is as likely to have the opposite sign; the
/// p-value is the share of random sign assignments whose mean is at least as far from 0 as the
/// observed mean. Items are treated as independent of each other.
///
/// `overSplits` also accounts for the random choice of the training set. The test sets of random
/// splits overlap, and their training sets overlap more, so the variance of the mean over n splits
/// is not s² / n but
///
///     (1 / n + test size / training size) s²
///
/// with the variance s² of the mean differences of the splits: the corrected resampled t-test with
/// n − 1 degrees of freedom (Nadeau and Bengio, "Inference for the generalization error", 2003).
/// It is conservative when there are few splits.
public struct PairedComparison: Sendable, Hashable, Codable {
  /// The outcomes of two systems for the same queries, with models trained on the same pairs.
  public struct Split: Sendable, Hashable, Codable {
    /// The number that identifies the query of each outcome across splits, such as its row in the
    /// whole data.
    ///
    /// Queries with the same number count as one, with the mean of their differences. If each query
    /// has the number of its class, the test treats classes as the random sample.
    public let items: [Int]
    /// The outcomes of the first system.
    public let first: [Double]
    /// The outcomes of the second system.
    public let second: [Double]
    /// The number of pairs that the models were trained on.
    public let trainingCount: Int

    /// Creates a split from one outcome of each system for each item.
    public init(items: [Int], first: [Double], second: [Double], trainingCount: Int) {
      self.items = items
      self.first = first
      self.second = second
      self.trainingCount = trainingCount
    }

    /// First minus second; 0 if they differ only by rounding.
    var differences: [Double] {
      zip(first, second).map {
        abs($0 - $1) <= 1e-12 * max(abs($0), abs($1)) ? 0 : $0 - $1
      }
    }
  }

  /// The result of a test.
  public struct Test: Sendable, Hashable, Codable {
    /// The mean of first minus second.
    public let meanDifference: Double
    /// The standard error of the mean; `nil` for a single value.
    public let standardError: Double?
    /// The probability, in [0, 1], of a mean at least as far from 0 if the systems are equally
    /// good.
    public let pValue: Double
  }

  /// The sign-flip test over the means of the items; its standard error assumes independent items.
  public let overItems: Test
  /// The corrected resampled t-test over the means of the splits; `nil` for a single split.
  ///
  /// If all splits have the same difference, the p-value is 0, or 1 if that difference is 0.
  public let overSplits: Test?

  /// Compares two systems.
  ///
  /// - Parameters:
  ///   - splits: the outcomes of both systems on each split.
  ///   - permutations: the number B of random sign assignments. The p-value is (1 + the number of
  ///     means at least as far from 0) / (1 + B). If there are at most B ways to choose the signs,
  ///     each is counted once and the p-value is exact.
  ///   - seed: the seed of the random signs.
  /// - Throws: `HUSEError.invalidData` if there are no splits or a split has no queries,
  ///   `.shapeMismatch` unless there is an item and an outcome of each system for each query,
  ///   `.invalidRow` for an outcome that is not finite, `.invalidArgument` for a training set
  ///   without pairs, and for fewer than one permutation.
  /// - Complexity: O(permutations × items).
  public init(
    _ splits: [Split], permutations: Int = 10_000, seed: UInt64
  ) throws(HUSEError) {
    guard permutations > 0 else {
      throw .invalidArgument(
        name: "permutations", found: "\(permutations)", expected: "a number above 0")
    }
    guard !splits.isEmpty else {
      throw .invalidData(
        source: "paired comparison", problem: "has no splits",
        remedy: "Pass the outcomes of at least one split.")
    }
    for (index, split) in splits.enumerated() { try split.check(named: "split \(index)") }
    overItems = SignFlipTest(splits).result(permutations: permutations, seed: seed)
    overSplits = Self.resampledTest(splits)
  }

  private static func resampledTest(_ splits: [Split]) -> Test? {
    guard splits.count > 1 else { return nil }
    let count = Double(splits.count)
    let means = splits.map { $0.differences.reduce(0, +) / Double($0.items.count) }
    let mean = means.reduce(0, +) / count
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let ratio = splits.reduce(0) { $0 + Double($1.items.count) / Double($1.trainingCount) } / count
    let standardError = ((1 / count + ratio) * variance).squareRoot()
    // Differences that cancel out may leave the same rounding error in every split.
    let largest = splits.flatMap(\.differences).reduce(0) { max($0, abs($1)) }
    return Test(
      meanDifference: mean, standardError: standardError,
      pValue: abs(mean) <= 1e-12 * largest
        ? 1 : StudentDistribution(degreesOfFreedom: splits.count - 1).tails(mean / standardError))
  }
}

extension PairedComparison.Split {
  fileprivate func check(named name: String) throws(HUSEError) {
    guard !items.isEmpty else {
      throw .invalidData(
        source: name, problem: "has no queries", remedy: "Pass at least one query for each split.")
    }
    for (outcomes, system) in [(first, "first"), (second, "second")] {
      guard outcomes.count == items.count else {
        throw .shapeMismatch(
          expected: [items.count], found: [outcomes.count],
          in: "outcomes of the \(system) system in \(name)",
          remedy: "Pass one outcome for each item.")
      }
      if let row = outcomes.firstIndex(where: { !$0.isFinite }) {
        throw .invalidRow(
          source: "outcomes of the \(system) system in \(name)", row: row, column: nil,
          problem: "found \(outcomes[row]), expected a finite number",
          remedy: "Leave the query out for both systems.")
      }
    }
    guard trainingCount > 0 else {
      throw .invalidArgument(
        name: "trainingCount of \(name)", found: "\(trainingCount)", expected: "a number above 0")
    }
  }
}
