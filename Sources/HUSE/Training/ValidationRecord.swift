/// What validation has measured so far, and the best model of it.
struct ValidationRecord: Sendable {
  private(set) var values: [Double] = []
  private(set) var best: SharedEmbedding?
  private(set) var bestEpoch: Int?
  private var bestValue: Double?
  private var sinceBest = 0
  private var lastEpoch = 0

  mutating func add(
    _ value: Double, model: SharedEmbedding, epoch: Int, to validation: Validation
  ) {
    values.append(value)
    lastEpoch = epoch
    if let bestValue, !validation.isBetter(value, than: bestValue) {
      sinceBest += 1
    } else {
      (bestValue, bestEpoch, sinceBest) = (value, epoch, 0)
      if validation.keepsBest { best = model }
    }
  }

  /// The measurement of an epoch, if it was measured.
  func last(ofEpoch epoch: Int) -> Double? { lastEpoch == epoch ? values.last : nil }

  /// Whether patience has run out.
  func isExhausted(_ validation: Validation?) -> Bool {
    validation?.patience.map { sinceBest >= $0 } ?? false
  }
}
