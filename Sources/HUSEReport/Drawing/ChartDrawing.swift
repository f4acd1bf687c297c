/// A chart as SVG, with a legend.
struct ChartDrawing {
  let chart: ReportChart

  private static let (width, height) = (400.0, 230.0)
  private static let (left, right, top, bottom) = (48.0, 12.0, 10.0, 36.0)
  /// The number of lines that colours and dashes tell apart.
  private static let styles = 8
  /// More points than the screen has pixels are thinned out.
  private static let pointLimit = 400

  /// `nil` if there is nothing to draw.
  var markup: Markup? {
    let lines = chart.lines.map { line in
      ReportChart.Line(
        line.name, Self.thinned(line.points.filter { $0.x.isFinite && $0.y.isFinite }))
    }.filter { !$0.points.isEmpty }.prefix(Self.styles)
    let points = lines.flatMap(\.points)
    guard let first = points.first else { return nil }
    let xs = points.reduce(first.x...first.x) {
      min($0.lowerBound, $1.x)...max($0.upperBound, $1.x)
    }
    var ys = points.reduce(first.y...first.y) {
      min($0.lowerBound, $1.y)...max($0.upperBound, $1.y)
    }
    // From 0, unless that would hide what changes.
    if ys.lowerBound > 0, ys.lowerBound < 0.6 * ys.upperBound { ys = 0...ys.upperBound }
    let area = Area(xs: Self.widened(xs), ys: Self.widened(ys))
    let ticks = axes(area)
    let drawn = lines.enumerated().map { index, line -> Markup in
      let path = line.points.map { area.place($0) }.joined(separator: " ")
      return line.points.count == 1
        ? "<circle class=\"l\(index)\" r=\"3\" \(area.centre(line.points[0])) />"
        : "<polyline class=\"l\(index)\" points=\"\(path)\" />"
    }
    let legend = lines.enumerated().map { index, line -> Markup in
      """
      <li><svg class="key" viewBox="0 0 28 10" aria-hidden="true"><polyline class="l\(index)" \
      points="1 5 27 5" /></svg>\(line.name) \
      <span class="quiet">\(Coordinates.label(line.points[line.points.count - 1].y))</span></li>
      """
    }
    let names = lines.map(\.name).joined(separator: ", ")
    return """
      <figure class="chart"><figcaption>\(chart.title)</figcaption>
      <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
      aria-label="\(chart.title) by \(chart.horizontal): \(names)">
      \(ticks)\(drawn)
      <text x="\(Coordinates.text((Self.left + Self.width - Self.right) / 2))" \
      y="\(Int(Self.height) - 4)" text-anchor="middle">\(chart.horizontal)</text></svg>
      <ul class="legend">\(legend)</ul></figure>

      """
  }

  /// The place of the axes and of points between them.
  private struct Area {
    let xs: ClosedRange<Double>
    let ys: ClosedRange<Double>

    func x(_ value: Double) -> Double {
      left + (value - xs.lowerBound) / (xs.upperBound - xs.lowerBound) * (width - left - right)
    }

    func y(_ value: Double) -> Double {
      height - bottom
        - (value - ys.lowerBound) / (ys.upperBound - ys.lowerBound) * (height - top - bottom)
    }

    func place(_ point: SIMD2<Double>) -> String {
      "\(Coordinates.text(x(point.x))) \(Coordinates.text(y(point.y)))"
    }

    func centre(_ point: SIMD2<Double>) -> Markup {
      "cx=\"\(Coordinates.text(x(point.x)))\" cy=\"\(Coordinates.text(y(point.y)))\""
    }
  }

  private func axes(_ area: Area) -> [Markup] {
    let (start, end) = (Coordinates.text(Self.left), Coordinates.text(Self.width - Self.right))
    let rows = Coordinates.ticks(area.ys, count: 4).map { value -> Markup in
      let y = area.y(value)
      return """
        <line class="grid" x1="\(start)" x2="\(end)" y1="\(Coordinates.text(y))" \
        y2="\(Coordinates.text(y))" /><text x="\(Coordinates.text(Self.left - 5))" \
        y="\(Coordinates.text(y + 4))" text-anchor="end">\(Coordinates.label(value))</text>
        """
    }
    let columns = Coordinates.ticks(area.xs, count: 4).map { value -> Markup in
      """
      <text x="\(Coordinates.text(area.x(value)))" \
      y="\(Coordinates.text(Self.height - Self.bottom + 15))" text-anchor="middle">\
      \(Coordinates.label(value))</text>
      """
    }
    return rows + columns
  }

  private static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    range.lowerBound < range.upperBound
      ? range
      : range.lowerBound - max(abs(range.lowerBound), 1) / 2...range.upperBound + max(
        abs(range.upperBound), 1) / 2
  }

  /// Every n-th point, and the last.
  private static func thinned(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let step = (points.count + pointLimit - 1) / pointLimit
    guard step > 1 else { return points }
    return stride(from: 0, to: points.count - 1, by: step).map { points[$0] }
      + points.suffix(1)
  }
}
