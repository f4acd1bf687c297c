import Foundation
import HUSE
import Testing

/// Paired tests against all sign patterns, and against the t-distribution by numerical integration.
@Suite struct PairedComparisonTests {
  /// A split whose second system has outcomes of 0.
  private func split(
    _ differences: [Double], items: [Int]? = nil, trainingCount: Int = 100
  ) -> PairedComparison.Split {
    PairedComparison.Split(
      items: items ?? Array(differences.indices), first: differences,
      second: differences.map { _ in 0 }, trainingCount: trainingCount)
  }

  /// Of the 8 patterns of signs of 1, 2 and 3, those with sums of ±6 and ±4 are at least as far
  /// from 0 as −1 + 2 + 3.
  @Test func fewItemsAreCountedInAllPatterns() throws {
    let comparison = try PairedComparison([split([-1, 2, 3])], seed: 1)
    #expect(abs(comparison.overItems.meanDifference - 4.0 / 3) < 1e-12)
    #expect(comparison.overItems.pValue == 4.0 / 8)
    // Squares of −7/3, 2/3 and 5/3 over 2 and 3.
    #expect(abs(try #require(comparison.overItems.standardError) - sqrt(78.0 / 9 / 6)) < 1e-12)
    #expect(comparison.overSplits == nil)
    #expect(try PairedComparison([split([1, 1, 1, 1])], seed: 1).overItems.pValue == 2.0 / 16)
  }

  /// Item 7 is in both splits, with 3 and 1: it counts once, with 2.
  @Test func anItemOfSeveralSplitsCountsOnce() throws {
    let comparison = try PairedComparison(
      [split([3, 1], items: [7, 4]), split([1, 6], items: [7, 2])], seed: 1)
    #expect(comparison.overItems.meanDifference == 3)
    // Of 1, 2 and 6: sums of ±9 alone.
    #expect(comparison.overItems.pValue == 2.0 / 8)
    #expect(comparison.overSplits?.meanDifference == 2.75)
  }

  /// With the class of each query in place of its number the classes count: 3, 2 and −1.
  @Test func itemsMayBeClasses() throws {
    let comparison = try PairedComparison(
      [split([4, 2, 2, -1, -1], items: [0, 0, 1, 2, 2])], seed: 1)
    #expect(abs(comparison.overItems.meanDifference - 4.0 / 3) < 1e-12)
    #expect(comparison.overItems.pValue == 4.0 / 8)
  }

  /// In tenths, whose equal sums may differ in their rounding, against integers.
  @Test func everyPatternAgreesWithAPlainCount() throws {
    var generator = SplitMix64(seed: 2)
    for count in 1...10 {
      let tenths = (0..<count).map { _ in generator.nextInteger(below: 9) - 3 }
      let sum = tenths.reduce(0, +)
      let far = (0..<1 << count).count { pattern in
        let signed = tenths.enumerated().reduce(0) {
          $0 + (pattern >> $1.offset & 1 == 1 ? -$1.element : $1.element)
        }
        return abs(signed) >= abs(sum)
      }
      let comparison = try PairedComparison([split(tenths.map { Double($0) / 10 })], seed: 1)
      #expect(comparison.overItems.pValue == Double(far) / Double(1 << count), "\(tenths)")
    }
  }

  /// The sum of many random signs is nearly normal.
  @Test func manyItemsAreDrawn() throws {
    var generator = SplitMix64(seed: 3)
    for shift in [0.0, 0.05, 0.1, 0.2] {
      let differences = (0..<300).map { _ in generator.nextUniform() - 0.5 + shift }
      let comparison = try PairedComparison([split(differences)], seed: 9)
      let sum = differences.reduce(0, +)
      let deviation = differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let expected = erfc(abs(sum) / deviation / 2.squareRoot())
      #expect(abs(comparison.overItems.pValue - expected) < 0.02, "\(shift)")
      #expect(try PairedComparison([split(differences)], seed: 9) == comparison)
      let swapped = try PairedComparison([split(differences.map { -$0 })], seed: 9).overItems
      #expect(swapped.meanDifference == -comparison.overItems.meanDifference)
      #expect(swapped.pValue == comparison.overItems.pValue)
    }
    let large = try PairedComparison(
      [split([Double](repeating: 1, count: 99))], permutations: 499, seed: 1)
    #expect(large.overItems.pValue == 1.0 / 500)
  }

  /// Twenty items of systems that are equally good: one test in twenty finds a difference at 5%.
  @Test func equallyGoodSystemsSeldomDiffer() throws {
    var generator = SplitMix64(seed: 4)
    let found = try (0..<400).count { trial in
      let differences = (0..<20).map { _ in generator.nextUniform() - 0.5 }
      return try PairedComparison([split(differences)], permutations: 199, seed: UInt64(trial))
        .overItems.pValue <= 0.05
    }
    #expect(found > 5 && found < 40, "\(found)")
  }

  /// Means of 0.1, 0.2 and 0.3 with test sets a quarter as large as the training sets.
  @Test func theVarianceOfSplitsIsCorrected() throws {
    let splits = [0.1, 0.2, 0.3].map {
      split([$0 - 1, $0 + 1], items: [0, 1], trainingCount: 8)
    }
    let found = try #require(try PairedComparison(splits, seed: 1).overSplits)
    #expect(abs(found.meanDifference - 0.2) < 1e-12)
    let error = ((1.0 / 3 + 0.25) * 0.01).squareRoot()
    #expect(abs(try #require(found.standardError) - error) < 1e-12)
    // Two degrees of freedom have a closed form.
    let t = 0.2 / error
    #expect(abs(found.pValue - (1 - t / (2 + t * t).squareRoot())) < 1e-12)
  }

  /// P(|T| > t) as the share of cos(θ)^(ν − 1) beyond θ = atan(t / √ν), by Simpson's rule.
  @Test(arguments: 2...31)
  func pValuesAreThoseOfTheTDistribution(splitCount: Int) throws {
    let freedom = Double(splitCount - 1)
    func area(_ low: Double, _ high: Double) -> Double {
      let steps = 2000
      return (0...steps).reduce(0) { sum, step in
        let angle = low + (high - low) * Double(step) / Double(steps)
        let weight: Double = step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2
        return sum + weight * pow(max(cos(angle), 0), freedom - 1)
      } * (high - low) / Double(steps) / 3
    }
    for shift in [0.05, 0.3, 0.7, -1.5] {
      let splits = (0..<splitCount).map { split([shift + ($0 % 2 == 0 ? 1 : -1)]) }
      let found = try #require(try PairedComparison(splits, seed: 1).overSplits)
      let t = abs(found.meanDifference) / (try #require(found.standardError))
      let angle = atan(t / freedom.squareRoot())
      #expect(abs(found.pValue - area(angle, .pi / 2) / area(0, .pi / 2)) < 1e-9, "\(shift)")
    }
  }

  @Test func equalSystemsDoNotDiffer() throws {
    // The first differ in their rounding alone, the second cancel out but for their rounding.
    let rounded = PairedComparison.Split(
      items: [0, 1], first: [0.1 + 0.2, 0.1 + 0.7], second: [0.3, 0.8], trainingCount: 10)
    for one in [rounded, split([0.1, 0.2, -0.3])] {
      let comparison = try PairedComparison([one, one], seed: 1)
      #expect(comparison.overItems.pValue == 1)
      #expect(comparison.overSplits?.pValue == 1)
    }
    let same = try PairedComparison([split([0, 0]), split([0, 0])], seed: 1)
    for test in [same.overItems, try #require(same.overSplits)] {
      #expect(test.meanDifference == 0 && test.standardError == 0 && test.pValue == 1)
    }
  }

  @Test func aSingleItemProvesNothing() throws {
    let found = try PairedComparison([split([5])], seed: 1).overItems
    #expect(found.meanDifference == 5 && found.pValue == 1 && found.standardError == nil)
  }

  @Test func splitsThatAlwaysDifferAlikeAreCertain() throws {
    let found = try PairedComparison([split([0.5]), split([0.5])], seed: 1).overSplits
    #expect(found?.standardError == 0 && found?.pValue == 0)
  }

  @Test func outcomesMustFit() {
    func text(_ splits: [PairedComparison.Split]) -> String? {
      errorText { () throws(HUSEError) in try PairedComparison(splits, seed: 1) }
    }
    #expect(
      text([])
        == "paired comparison: has no splits. Pass the outcomes of at least one split.")
    #expect(
      text([split([1]), split([])])
        == "split 1: has no queries. Pass at least one query for each split.")
    #expect(
      text([split([1, .nan])])
        == "outcomes of the first system in split 0: row 1: found nan, expected a finite number. "
        + "Leave the query out for both systems.")
    let uneven = PairedComparison.Split(
      items: [3, 4], first: [1, 1], second: [1], trainingCount: 5)
    #expect(
      text([uneven])
        == "outcomes of the second system in split 0: expected shape [2], found [1]. "
        + "Pass one outcome for each item.")
    #expect(
      text([split([1], trainingCount: 0)])
        == "trainingCount of split 0: expected a number above 0, found 0.")
  }
}
