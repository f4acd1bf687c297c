/// A test of how rarely random signs give a mean difference as far from 0 as the observed one.
struct SignFlipTest {
  /// The mean difference of each item, in the order of the items' numbers.
  private let means: [Double]

  init(_ splits: [PairedComparison.Split]) {
    var differences: [Int: [Double]] = [:]
    for split in splits {
      for (item, difference) in zip(split.items, split.differences) {
        differences[item, default: []].append(difference)
      }
    }
    // In a fixed order, because a sum in another order would have different bits.
    means = differences.sorted { $0.key < $1.key }.map {
      $0.value.reduce(0, +) / Double($0.value.count)
    }
  }

  func result(permutations: Int, seed: UInt64) -> PairedComparison.Test {
    let count = Double(means.count)
    let sum = means.reduce(0, +)
    let mean = sum / count
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // The same sum with different rounding counts as equally far from 0.
    let limit = abs(sum) - 1e-12 * means.reduce(0) { $0 + abs($1) }
    return PairedComparison.Test(
      meanDifference: mean,
      standardError: means.count > 1 ? (squares / (count - 1) / count).squareRoot() : nil,
      pValue: pValue(limit: limit, permutations: permutations, seed: seed))
  }

  private func pValue(limit: Double, permutations: Int, seed: UInt64) -> Double {
    if means.count < 63, 1 << means.count <= permutations {
      let ways: UInt64 = 1 << UInt64(means.count)
      let far = (0..<ways).count { signs in abs(signedSum { _ in signs }) >= limit }
      return Double(far) / Double(ways)
    }
    var generator = SplitMix64(seed: seed)
    let far = (0..<permutations).count { _ in
      abs(signedSum { _ in generator.next() }) >= limit
    }
    return Double(1 + far) / Double(1 + permutations)
  }

  /// The sum of the means with random signs.
  ///
  /// Each of the 64 bits of a number flips a sign if it is set.
  private func signedSum(_ signs: (_ block: Int) -> UInt64) -> Double {
    var sum = 0.0
    for block in stride(from: 0, to: means.count, by: 64) {
      var bits = signs(block)
      for index in block..<min(block + 64, means.count) {
        sum += Double(bitPattern: means[index].bitPattern ^ (bits & 1) << 63)
        bits >>= 1
      }
    }
    return sum
  }
}
