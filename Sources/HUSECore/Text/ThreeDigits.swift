internal import Foundation

extension Double {
  /// The number with three digits after the decimal point, as in `0.125`.
  package var threeDigits: String { String(format: "%.3f", self) }
}
