import HUSEData
import Testing

@Suite struct BalancedSamplerTests {
  /// 20 rows of class 0, 3 of class 4, 1 of class 7, mixed.
  private static let labels = (0..<24).map { $0 % 8 == 3 ? 4 : $0 == 5 ? 7 : 0 }

  private func sampler(seed: UInt64 = 3, batchSize: Int = 6) throws -> BatchSampler {
    try BatchSampler(count: 24, batchSize: batchSize, seed: seed, balancedLabels: Self.labels)
  }

  @Test func everyClassOccursEquallyOften() throws {
    var sampler = try sampler()
    #expect(sampler.batchesPerEpoch == 4)
    for _ in 0..<12 {
      let classes = sampler.next().map { Self.labels[$0] }
      for label in [0, 4, 7] { #expect(classes.count { $0 == label } == 2) }
    }
  }

  @Test func theRowsOfAClassTakeTurns() throws {
    var sampler = try sampler(batchSize: 24)
    let rows = Array(sampler.next())
    // Eight of each class: eight different ones of 20, each of three twice or three times.
    #expect(Set(rows.filter { Self.labels[$0] == 0 }).count == 8)
    for row in 0..<24 where Self.labels[row] == 4 {
      #expect((2...3).contains(rows.count { $0 == row }))
    }
    #expect(rows.count { $0 == 5 } == 8)
    // Over many epochs every row is drawn.
    var all = Set(rows)
    for _ in 0..<30 { all.formUnion(sampler.next()) }
    #expect(all.count == 24)
  }

  @Test func ordersDependOnSeedAndEpochAlone() throws {
    for steps in 0..<9 {
      var first = try sampler()
      for _ in 0..<steps { _ = first.next() }
      var second = try BatchSampler(
        count: 24, batchSize: 6, seed: 3, balancedLabels: Self.labels, epoch: first.epoch,
        position: first.position)
      for _ in 0..<6 { #expect(first.next() == second.next()) }
    }
    var orders: Set<[Int]> = []
    for seed in 0..<5 as Range<UInt64> {
      var sampler = try sampler(seed: seed, batchSize: 24)
      for _ in 0..<5 { orders.insert(Array(sampler.next())) }
    }
    #expect(orders.count == 25)
  }
}
