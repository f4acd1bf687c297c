internal import Foundation

/// Student's t-distribution.
struct StudentDistribution {
  /// The degrees of freedom, above 0.
  let degreesOfFreedom: Int

  /// The probability of a value at least as far from 0, with an absolute accuracy of about 1e-15.
  ///
  /// It is a finite sum of powers of a cosine (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
  func tails(_ value: Double) -> Double {
    let angle = atan2(abs(value), Double(degreesOfFreedom).squareRoot())
    let (sine, cosine) = (sin(angle), cos(angle))
    let isOdd = degreesOfFreedom % 2 == 1
    var (sum, term) = (0.0, isOdd ? cosine : 1)
    for power in stride(from: isOdd ? 1 : 0, to: degreesOfFreedom - 1, by: 2) {
      sum += term
      term *= cosine * cosine * Double(power + 1) / Double(power + 2)
    }
    let between = isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
    return min(max(1 - between, 0), 1)
  }
}
