/// A chart of one or more lines on the page of a report, such as the loss over the steps.
public struct ReportChart: Sendable, Hashable {
  /// A line of a chart.
  public struct Line: Sendable, Hashable {
    /// The name in the legend.
    public var name: String
    /// The points; those that are not finite are skipped.
    public var points: [SIMD2<Double>]

    /// Creates a line.
    public init(_ name: String, _ points: [SIMD2<Double>]) {
      self.name = name
      self.points = points
    }
  }

  /// The heading.
  public var title: String
  /// What the horizontal axis shows.
  public var horizontal: String
  /// The lines.
  public var lines: [Line]

  /// Creates a chart.
  public init(title: String, horizontal: String, lines: [Line]) {
    self.title = title
    self.horizontal = horizontal
    self.lines = lines
  }
}
