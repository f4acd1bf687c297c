import HUSECore

/// ‖found − expected‖ / ‖expected‖, in double precision.
func relativeError(_ found: Matrix, _ expected: Matrix) -> Double {
  guard found.rows == expected.rows && found.columns == expected.columns else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (first, second) in zip(found.values, expected.values) {
    difference += (Double(first) - Double(second)) * (Double(first) - Double(second))
    size += Double(second) * Double(second)
  }
  return (difference / size).squareRoot()
}
