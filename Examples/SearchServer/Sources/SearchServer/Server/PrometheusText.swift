/// Writes figures in the text format of Prometheus, version 0.0.4.
struct PrometheusText {
  enum Kind: String {
    case counter, gauge, histogram
  }

  private(set) var text = ""

  mutating func add(_ name: String, _ help: String, _ kind: Kind, _ value: Int) {
    add(name, help, kind, [([], Double(value))])
  }

  /// Adds values with labels, in the order of the labels.
  mutating func add(
    _ name: String, _ help: String, _ kind: Kind,
    _ values: [(labels: [(String, String)], value: Double)]
  ) {
    begin(name, help, kind)
    let lines = values.map { Self.line(name, $0.labels, $0.value) }
    text += lines.sorted().joined()
  }

  /// Adds histograms by route.
  mutating func add(_ name: String, _ help: String, _ histograms: [String: Histogram]) {
    begin(name, help, .histogram)
    for (route, histogram) in histograms.sorted(by: { $0.key < $1.key }) {
      var count = 0
      for (bound, part) in zip(Histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
        count += part
        text += Self.line(name + "_bucket", [("route", route), ("le", bound)], Double(count))
      }
      text += Self.line(name + "_sum", [("route", route)], histogram.sum)
      text += Self.line(name + "_count", [("route", route)], Double(count))
    }
  }

  private mutating func begin(_ name: String, _ help: String, _ kind: Kind) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  private static func line(
    _ name: String, _ labels: [(String, String)], _ value: Double
  ) -> String {
    let list = labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    let number = Int(exactly: value).map { "\($0)" } ?? "\(value)"
    return "\(name)\(list.isEmpty ? "" : "{\(list)}") \(number)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
