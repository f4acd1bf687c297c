/// Holm's correction for several tests at once (1979): with it, the probability of any false
/// discovery among them is at most the level.
enum HolmCorrection {
  /// Corrected p-values, in the order of the p-values.
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
