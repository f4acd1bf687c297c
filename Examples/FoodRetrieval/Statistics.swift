import HUSE

/// The mean and the standard deviation of figures.
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
  /// What the figures are averaged over.
  var averaging: String {
    measurements.count == 1
      ? "one split" : "mean ± deviation over \(measurements.count) random splits"
  }

  /// R@K.
  func recall(_ direction: RetrievalDirection, at rank: Int) -> Spread {
    Spread(measurements.compactMap { $0.retrieval.recall(at: rank, direction) })
  }

  /// R@K of a random order.
  func chance(_ direction: RetrievalDirection, at rank: Int) -> Double? {
    mean(measurements.compactMap { $0.chance[direction]?[rank] })
  }

  /// R@K of the features before training; `nil` across modalities, whose features differ.
  func untrained(_ direction: RetrievalDirection, at rank: Int) -> Double? {
    mean(measurements.compactMap { $0.untrained[direction]?[rank] })
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : Spread(values).mean
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
