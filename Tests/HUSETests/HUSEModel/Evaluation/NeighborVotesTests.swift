import HUSE
import Testing

/// The vote of the nearest items against a plain search with sums of doubles.
@Suite struct NeighborVotesTests {
  private static let classNames = ["apple", "pear", "tea", "toast"]

  private static func features(_ rows: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    // Columns of different means and deviations, which standardising has to bring together.
    var features = Matrix(rows: rows, columns: 5)
    features.updateRows { _, values in
      for index in 0..<5 {
        let column = Double(index)
        values[index] = Float(column + (1 + 10 * column) * (generator.nextUniform() - 0.5))
      }
    }
    return features
  }

  private let items = features(23, seed: 1)
  private let queries = features(9, seed: 2)
  private let labels = (0..<23).map { ($0 * $0) % 3 }

  private func standardized(_ features: Matrix) -> [[Double]] {
    func column(_ index: Int) -> [Double] {
      (0..<items.rows).map { Double(items[$0, index]) }
    }
    let columns = (0..<items.columns).map { index -> (mean: Double, deviation: Double) in
      let values = column(index)
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, (squares / Double(values.count)).squareRoot())
    }
    return (0..<features.rows).map { row in
      columns.indices.map {
        (Double(features[row, $0]) - columns[$0].mean) / columns[$0].deviation
      }
    }
  }

  private func cosine(_ first: [Double], _ second: [Double]) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
  }

  @Test(arguments: [1, 2, 5, 23, 50])
  func votesAreThoseOfThePlainSearch(count: Int) throws {
    let votes = try NeighborVotes(features: items, labels: labels, classNames: Self.classNames)
    let scores = try votes.scores(of: queries, neighborCount: count)
    let (known, asked) = (standardized(items), standardized(queries))
    let used = min(count, labels.count)
    for (row, query) in asked.enumerated() {
      let order = known.indices.sorted { cosine(query, known[$0]) > cosine(query, known[$1]) }
      for label in Self.classNames.indices {
        let found = order.prefix(used).count { labels[$0] == label }
        let expected = (Double(found) + 0.25) / Double(used + 1)
        #expect(abs(Double(scores.probabilities[row, label]) - expected) < 1e-6)
      }
    }
  }

  @Test func aClassWithoutItemsIsNotRuledOut() throws {
    let votes = try NeighborVotes(features: items, labels: labels, classNames: Self.classNames)
    let scores = try votes.scores(of: queries, neighborCount: 1)
    // 3 has no items: a quarter of a vote among two.
    #expect((0..<queries.rows).allSatisfy { scores.probabilities[$0, 3] == 0.125 })
  }

  @Test func featuresThatDoNotVaryLeaveTheFirstItems() throws {
    let same = Matrix(rows: 4, columns: 2, repeating: 3)
    let votes = try NeighborVotes(features: same, labels: [1, 0, 0, 0], classNames: ["a", "b"])
    #expect(try votes.scores(of: same, neighborCount: 1).labels == [1, 1, 1, 1])
  }
}
