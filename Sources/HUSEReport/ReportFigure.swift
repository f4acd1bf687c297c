internal import Foundation

/// A figure of a report with its deviation.
public struct ReportFigure: Sendable, Hashable, Codable {
  /// The figure.
  public var value: Double
  /// The standard deviation of the figure; `nil` if it is not known.
  public var deviation: Double?

  /// Creates a figure.
  public init(_ value: Double, deviation: Double? = nil) {
    self.value = value
    self.deviation = deviation
  }

  /// `0.571 ± 0.030`.
  var text: String {
    String(format: "%.3f", value) + (deviation.map { String(format: " ± %.3f", $0) } ?? "")
  }
}
