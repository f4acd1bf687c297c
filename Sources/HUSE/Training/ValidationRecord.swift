/// What validation has measured so far, and the best model of it.
struct ValidationRecord: Sendable {
  /// The numbers, which a checkpoint keeps as JSON.
  struct Measurements: Codable, Sendable, Equatable {
    var values: [Double] = []
    var bestValue: Double?
    var bestEpoch: Int?
    var sinceBest = 0
    var lastEpoch = 0
  }

  private(set) var measurements = Measurements()
  private(set) var best: SharedEmbedding?

  init() {}

  /// Goes on from a checkpoint.
  init(_ measurements: Measurements, best: SharedEmbedding?) {
    self.measurements = measurements
    self.best = best
  }

  var values: [Double] { measurements.values }
  var bestEpoch: Int? { measurements.bestEpoch }

  /// Takes a measurement; returns whether it is the best so far.
  mutating func add(
    _ value: Double, model: SharedEmbedding, epoch: Int, to validation: Validation
  ) -> Bool {
    measurements.values.append(value)
    measurements.lastEpoch = epoch
    if let best = measurements.bestValue, !validation.isBetter(value, than: best) {
      measurements.sinceBest += 1
      return false
    }
    (measurements.bestValue, measurements.bestEpoch, measurements.sinceBest) = (value, epoch, 0)
    if validation.keepsBest { best = model }
    return true
  }

  /// The measurement of an epoch, if it was measured.
  func last(ofEpoch epoch: Int) -> Double? {
    measurements.lastEpoch == epoch ? values.last : nil
  }

  /// Whether patience has run out.
  func isExhausted(_ validation: Validation?) -> Bool {
    validation?.patience.map { measurements.sinceBest >= $0 } ?? false
  }
}
