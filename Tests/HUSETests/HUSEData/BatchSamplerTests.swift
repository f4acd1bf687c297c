import Foundation
import HUSEData
import Testing

@Suite struct BatchSamplerTests {
  private struct Case: Decodable {
    let count: Int
    let batchSize: Int
    let seed: String
    let epochs: [[[Int]]]
  }

  /// Batches from an independent implementation.
  @Test func agreesWithTheReference() throws {
    let json = try Data(contentsOf: Fixture.url("data/batches.json"))
    for expected in try JSONDecoder().decode([Case].self, from: json) {
      var sampler = BatchSampler(
        count: expected.count, batchSize: expected.batchSize,
        seed: try #require(UInt64(expected.seed)))
      #expect(sampler.batchesPerEpoch == expected.epochs[0].count)
      for (epoch, batches) in expected.epochs.enumerated() {
        for batch in batches {
          #expect(Array(sampler.next()) == batch)
          #expect(sampler.epoch == epoch)
        }
      }
    }
  }

  @Test func continuesWhereAnotherStood() {
    for steps in 0..<12 {
      var first = BatchSampler(count: 10, batchSize: 4, seed: 3)
      for _ in 0..<steps { _ = first.next() }
      var second = BatchSampler(
        count: 10, batchSize: 4, seed: 3, epoch: first.epoch, position: first.position)
      for _ in 0..<5 { #expect(first.next() == second.next()) }
    }
  }

  @Test func leavesOutPartialBatches() {
    var sampler = BatchSampler(count: 10, batchSize: 4, seed: 3, dropsPartialBatch: true)
    #expect(sampler.batchesPerEpoch == 2)
    for step in 0..<7 {
      #expect(sampler.next().count == 4)
      #expect(sampler.epoch == step / 2)
    }
  }

  @Test func aBatchLargerThanTheDataIsAllOfIt() {
    var sampler = BatchSampler(count: 3, batchSize: 1000, seed: 3, dropsPartialBatch: true)
    #expect(sampler.batchesPerEpoch == 1)
    #expect(sampler.next().sorted() == [0, 1, 2])
  }

  @Test func ordersDifferBetweenEpochsAndSeeds() {
    var orders: Set<[Int]> = []
    for seed in 0..<10 as Range<UInt64> {
      var sampler = BatchSampler(count: 30, batchSize: 30, seed: seed)
      for _ in 0..<10 { orders.insert(Array(sampler.next())) }
    }
    #expect(orders.count == 100)
  }
}
