import Foundation

/// A table of figures with their deviations.
struct ResultTable: Codable, Sendable {
  struct Cell: Codable, Sendable {
    let mean: Double
    /// The standard deviation, or `nil` for a single figure.
    let deviation: Double?

    /// Creates a cell from the mean and the standard deviation of figures, or `nil` if there are
    /// none.
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
  /// The number of digits after the decimal point.
  let digits: Int
}

extension ResultTable {
  /// The table with aligned columns, for a terminal.
  var text: String { grid.text }

  /// The table as Markdown.
  var markdown: String { grid.markdown }

  private var grid: TextGrid {
    TextGrid(
      title: title, columns: columns,
      rows: rows.map { TextGrid.Row(name: $0.name, cells: $0.cells.map(text(of:))) })
  }

  /// The CSV rows, one for each figure: table, system, column, mean, deviation.
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
