extension UnsafeBufferPointer<Float> {
  /// The position of the first value that is NaN or infinite, `nil` if all are finite.
  package var firstNonFinite: Int? {
    // Comparisons of integers, unlike sums, may be in any order, so many are made at once.
    let largest = reduce(0 as UInt32) { Swift.max($0, $1.bitPattern & 0x7FFF_FFFF) }
    guard largest >= Float.infinity.bitPattern else { return nil }
    return firstIndex { !$0.isFinite }
  }
}
