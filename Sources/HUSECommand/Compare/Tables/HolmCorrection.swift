/// Holm's correction for several tests at once (1979).
///
/// With it, the probability of any false discovery is at most the significance level.
enum HolmCorrection {
  /// The corrected p-values, in the order of the original ones.
  static func corrected(_ values: [Double]) -> [Double] {
    var result = values
    var largest = 0.0
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      largest = max(largest, min(values[index] * Double(values.count - rank), 1))
      result[index] = largest
    }
    return result
  }
}
