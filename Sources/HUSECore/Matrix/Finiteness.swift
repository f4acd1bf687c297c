extension UnsafeBufferPointer<Float> {
  /// The position of the first value that is NaN or infinite, or `nil` if all are finite.
  package var firstNonFinite: Int? {
    // Unlike sums, integer comparisons may be done in any order, so they are vectorised.
    let largest = reduce(0 as UInt32) { Swift.max($0, $1.bitPattern & 0x7FFF_FFFF) }
    guard largest >= Float.infinity.bitPattern else { return nil }
    return firstIndex { !$0.isFinite }
  }
}
