import HUSE

/// The mean and the standard deviation of some figures.
struct Spread {
  let mean: Double
  /// `nil` for a single figure.
  let deviation: Double?

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
  }
}

extension SetReport {
  /// Over what the figures are taken.
  var averaging: String {
    measurements.count == 1
      ? "one division" : "mean ± deviation over \(measurements.count) random divisions"
  }

  /// R@K at a position of `Experiment.ranks`.
  func recall(_ direction: RetrievalDirection, at position: Int) -> Spread {
    Spread(measurements.map { $0.retrieval[direction].recall[position] })
  }

  /// R@K of a random order.
  func chance(_ direction: RetrievalDirection, at position: Int) -> Double? {
    let values = measurements.compactMap { $0.chance[direction]?[position] }
    return values.isEmpty ? nil : Spread(values).mean
  }

  /// R@K of the features before training; `nil` across kinds, where they cannot be compared.
  func untrained(_ direction: RetrievalDirection, at position: Int) -> Double? {
    let values = measurements.compactMap { $0.untrained[direction]?[position] }
    return values.isEmpty ? nil : Spread(values).mean
  }

  /// The rows of a table of accuracies.
  var accuracies: [(name: String, value: Spread)] {
    [
      ("image", Spread(measurements.map(\.imageAccuracy))),
      ("text", Spread(measurements.map(\.textAccuracy))),
      ("fusion", Spread(measurements.map(\.fusionAccuracy))),
    ]
  }
}
