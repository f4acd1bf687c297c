/// A seeded random generator that is a value: the same seed gives the same numbers everywhere.
///
/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014). Period 2⁶⁴.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  /// The complete state, so that a generator can be stored and resumed.
  public private(set) var state: UInt64

  /// Creates a generator from a seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in [0, 1), uniformly distributed with 53 random bits.
  public mutating func nextUniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An integer in `0..<bound`, uniformly distributed.
  ///
  /// - Precondition: `bound > 0`.
  public mutating func nextInteger(below bound: Int) -> Int {
    precondition(bound > 0, "a bound of \(bound)")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    // Lemire's rejection step. Without it, low results would be slightly too frequent.
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// The integers `0..<count` in random order (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// Shuffles the elements (Fisher and Yates).
  ///
  /// The same generator state gives the same order in every version. The standard library does not
  /// promise this for its own shuffle.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, nextInteger(below: last + 1))
    }
  }
}
