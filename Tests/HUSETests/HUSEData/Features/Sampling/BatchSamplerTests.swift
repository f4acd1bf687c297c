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
      var sampler = try BatchSampler(
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

  @Test func resumesAtTheStateOfAnother() throws {
    for steps in 0..<12 {
      var first = try BatchSampler(count: 10, batchSize: 4, seed: 3)
      for _ in 0..<steps { _ = first.next() }
      var second = try BatchSampler(
        count: 10, batchSize: 4, seed: 3, epoch: first.epoch, position: first.position)
      for _ in 0..<5 { #expect(first.next() == second.next()) }
    }
  }

  @Test func skipsPartialBatches() throws {
    var sampler = try BatchSampler(count: 10, batchSize: 4, seed: 3, skipsPartialBatch: true)
    #expect(sampler.batchesPerEpoch == 2)
    for step in 0..<7 {
      #expect(sampler.next().count == 4)
      #expect(sampler.epoch == step / 2)
    }
  }

  @Test func aBatchLargerThanTheDataIsAllOfIt() throws {
    var sampler = try BatchSampler(count: 3, batchSize: 1000, seed: 3, skipsPartialBatch: true)
    #expect(sampler.batchesPerEpoch == 1)
    #expect(sampler.next().sorted() == [0, 1, 2])
  }

  @Test func ordersDifferBetweenEpochsAndSeeds() throws {
    var orders: Set<[Int]> = []
    for seed in 0..<10 as Range<UInt64> {
      var sampler = try BatchSampler(count: 30, batchSize: 30, seed: seed)
      for _ in 0..<10 { orders.insert(Array(sampler.next())) }
    }
    #expect(orders.count == 100)
  }

  @Test func numbersOutOfRangeAreRefused() {
    func error(
      count: Int = 10, batchSize: Int = 4, labels: [Int]? = nil, epoch: Int = 0, position: Int = 0
    ) -> String? {
      errorText { () throws(HUSEError) in
        try BatchSampler(
          count: count, batchSize: batchSize, seed: 3, balancedLabels: labels, epoch: epoch,
          position: position)
      }
    }
    #expect(error(count: 0) == "count: expected a number of at least 1, found 0.")
    #expect(error(batchSize: 0) == "batchSize: expected a number of at least 1, found 0.")
    #expect(error(epoch: -1) == "epoch: expected a number of at least 0, found -1.")
    #expect(error(position: -1) == "position: expected a number of at least 0, found -1.")
    #expect(error(position: 11) == "position: expected at most the 10 rows, found 11.")
    #expect(
      error(labels: [0, 1]) == "labels of a balanced sampler: expected shape [10], found [2]. "
        + "Pass one label for each row.")
  }
}
