import HUSECore

/// The largest absolute difference of two lists of numbers of one length.
func largestDifference(
  _ found: some Collection<Float>, _ expected: some Collection<Float>
) -> Float {
  guard found.count == expected.count else { return .infinity }
  var largest: Float = 0
  for (first, second) in zip(found, expected) {
    let difference = abs(first - second)
    // A comparison with NaN is false: it must not pass for a small difference.
    guard difference.isFinite else { return .infinity }
    largest = max(largest, difference)
  }
  return largest
}
