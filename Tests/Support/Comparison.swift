package import HUSECore

/// The largest absolute difference of two lists of numbers of one length.
package func largestDifference(
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

/// The largest |found − expected| / max(|expected|, floor) of two lists of one length; infinite
/// where something is not a number.
package func largestRelativeError(
  _ found: some Collection<Float>, _ expected: [Double], floor: Double = 1e-30
) -> Double {
  guard found.count == expected.count else { return .infinity }
  var largest = 0.0
  for (value, reference) in zip(found, expected) {
    let error = abs(Double(value) - reference) / max(abs(reference), floor)
    guard error.isFinite else { return .infinity }
    largest = max(largest, error)
  }
  return largest
}

/// ‖found − expected‖ / ‖expected‖, in double precision.
package func relativeError(_ found: Matrix, _ expected: Matrix) -> Double {
  guard found.rows == expected.rows && found.columns == expected.columns else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (first, second) in zip(found.values, expected.values) {
    difference += (Double(first) - Double(second)) * (Double(first) - Double(second))
    size += Double(second) * Double(second)
  }
  return (difference / size).squareRoot()
}
