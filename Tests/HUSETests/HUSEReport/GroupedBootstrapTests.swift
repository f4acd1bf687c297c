import HUSE
import Testing

@testable import HUSEReport

/// Deviations whose values follow from the theory of the bootstrap.
@Suite struct GroupedBootstrapTests {
  private func deviation(_ values: [Double], groups: [ItemGroup]? = nil) throws -> Double {
    let groups = groups ?? values.indices.map(ItemGroup.alone)
    return try #require(GroupedBootstrap(groups: groups).deviations(of: [values]))[0]
  }

  /// Of two values 0 and 1, the mean of two draws is 0, ½ or 1 with probabilities ¼, ½ and ¼.
  @Test func twoQueriesHaveTheDeviationOfTwoDraws() throws {
    #expect(abs(try deviation([0, 1]) - 0.125.squareRoot()) < 0.015)
  }

  /// √(p (1 − p) / n), with 1,000 resamples within about 7% (three standard errors).
  @Test func aShareHasTheDeviationOfItsBinomial() throws {
    let values = (0..<400).map { $0 < 120 ? 1.0 : 0 }
    let expected = (0.3 * 0.7 / 400).squareRoot()
    #expect(abs(try deviation(values) / expected - 1) < 0.07)
  }

  /// Copies of queries are no further evidence: four of each leave the deviation as it is.
  @Test func copiesInAGroupDoNotNarrowTheDeviation() throws {
    let values = (0..<100).map { $0 < 30 ? 1.0 : 0 }
    let copied = values.flatMap { [$0, $0, $0, $0] }
    let groups = copied.indices.map { ItemGroup.named("\($0 / 4)") }
    let expected = (0.3 * 0.7 / 100).squareRoot()
    #expect(abs(try deviation(copied, groups: groups) / expected - 1) < 0.07)
    #expect(abs(try deviation(copied) / (expected / 2) - 1) < 0.07)
  }

  @Test func equalValuesDoNotDeviate() throws {
    #expect(try deviation([0.5, 0.5, 0.5]) == 0)
  }

  @Test func oneGroupHasNoDeviation() {
    let groups = [ItemGroup.named("a"), .named("a")]
    #expect(GroupedBootstrap(groups: groups).deviations(of: [[0, 1]]) == nil)
  }

  @Test func figuresAreResampledTogether() throws {
    let groups = (0..<30).map(ItemGroup.alone)
    let values = (0..<30).map { Double($0 % 7) }
    let bootstrap = GroupedBootstrap(groups: groups)
    let both = try #require(bootstrap.deviations(of: [values, values.map { 2 * $0 + 1 }]))
    #expect(abs(both[1] - 2 * both[0]) < 1e-9)
    #expect(try #require(bootstrap.deviations(of: [values])) == [both[0]])
  }
}
