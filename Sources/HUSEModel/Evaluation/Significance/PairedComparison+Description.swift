internal import Foundation

extension PairedComparison: CustomStringConvertible {
  /// Both tests, as in `over items 0.021 ± 0.004 (p = 0.0012); over splits 0.020 ± 0.011 (p =
  /// 0.14)`.
  public var description: String {
    "over items \(overItems)" + (overSplits.map { "; over splits \($0)" } ?? "")
  }
}

extension PairedComparison.Test: CustomStringConvertible {
  /// The mean difference with its standard error, and the p-value: `0.021 ± 0.004 (p = 0.0012)`.
  public var description: String {
    let error = standardError.map { String(format: " ± %.3f", $0) } ?? ""
    return String(format: "%.3f", meanDifference) + error + String(format: " (p = %.2g)", pValue)
  }
}
