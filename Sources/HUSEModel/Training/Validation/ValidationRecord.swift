/// The measurements of the validation so far, and the best model.
struct ValidationRecord: Sendable {
  /// The measurements, which a checkpoint keeps as JSON.
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

  /// Continues from a checkpoint.
  init(_ measurements: Measurements, best: SharedEmbedding?) {
    self.measurements = measurements
    self.best = best
  }

  var values: [Double] { measurements.values }
  var bestEpoch: Int? { measurements.bestEpoch }

  /// Adds a measurement; returns whether it is the best so far.
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
