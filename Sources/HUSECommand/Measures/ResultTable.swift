import Foundation

/// A table of figures with their deviations.
struct ResultTable: Codable, Sendable {
  struct Cell: Codable, Sendable {
    let mean: Double
    /// `nil` for a single figure.
    let deviation: Double?

    /// The mean and the standard deviation of some figures; `nil` for none.
    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }
  }

  struct Row: Codable, Sendable {
    let name: String
    let cells: [Cell?]
  }

  let title: String
  let columns: [String]
  let rows: [Row]
  /// The digits after the point.
  let digits: Int
}

extension ResultTable {
  /// Columns in line, for a terminal.
  var text: String {
    let first = rows.map(\.name.count).max() ?? 0
    let cells = rows.map { $0.cells.map(text(of:)) }
    let widths = columns.indices.map { column in
      max(columns[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    func line(_ name: String, _ values: [String]) -> String {
      name.padding(toLength: first, withPad: " ", startingAt: 0)
        + zip(values, widths).map { "  " + String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined()
    }
    return ([title, line("", columns)] + zip(rows, cells).map { line($0.name, $1) })
      .joined(separator: "\n")
  }

  /// A table of Markdown.
  var markdown: String {
    let head = "| \(title) | " + columns.joined(separator: " | ") + " |"
    let rule = "|---|" + String(repeating: "---|", count: columns.count)
    let lines = rows.map {
      "| \($0.name) | " + $0.cells.map(text(of:)).joined(separator: " | ") + " |"
    }
    return ([head, rule] + lines).joined(separator: "\n")
  }

  /// A row for each figure: table, system, column, mean, deviation.
  var csvRows: [String] {
    rows.flatMap { row in
      zip(columns, row.cells).compactMap { column, cell in
        cell.map { cell in
          [title, row.name, column, "\(cell.mean)", cell.deviation.map { "\($0)" } ?? ""]
            .map { "\"\($0)\"" }.joined(separator: ",")
        }
      }
    }
  }

  private func text(of cell: Cell?) -> String {
    guard let cell else { return "–" }
    let mean = String(format: "%.\(digits)f", cell.mean)
    return mean + (cell.deviation.map { " ±" + String(format: "%.\(digits)f", $0) } ?? "")
  }
}
