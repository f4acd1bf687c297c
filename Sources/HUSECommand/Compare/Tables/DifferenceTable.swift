import Foundation

/// The differences of the systems from one of them in a measure, with their significance.
struct DifferenceTable: Codable, Sendable {
  struct Cell: Codable, Sendable {
    /// The figure of the system minus that of the reference.
    let difference: Double
    /// The p-value over queries, for whether the trained models would differ on other queries.
    let pQueries: Double
    /// The p-value over splits, for whether the systems would differ on other splits.
    ///
    /// It is `nil` for a single split.
    let pSplits: Double?
    /// The larger of both p-values, corrected for the number of systems.
    var pCorrected: Double

    /// The mark of significance: `**` below 0.01, `*` below 0.05.
    var mark: String { pCorrected < 0.01 ? "**" : pCorrected < 0.05 ? "*" : "" }
  }

  struct Row: Codable, Sendable {
    let name: String
    let cells: [Cell?]
  }

  let title: String
  let columns: [String]
  let rows: [Row]
}

extension DifferenceTable {
  var grid: TextGrid {
    TextGrid(
      title: title, columns: columns,
      rows: rows.map { TextGrid.Row(name: $0.name, cells: $0.cells.map(Self.text)) })
  }

  /// The CSV rows, one for each difference: table, system, column, mean, an empty deviation, and
  /// three p-values.
  var csvRows: [String] {
    rows.flatMap { row in
      zip(columns, row.cells).compactMap { column, cell in
        cell.map { cell in
          [
            title, row.name, column, "\(cell.difference)", "", "\(cell.pQueries)",
            cell.pSplits.map { "\($0)" } ?? "", "\(cell.pCorrected)",
          ].map { "\"\($0)\"" }.joined(separator: ",")
        }
      }
    }
  }

  /// The text of a cell, as in `-0.021** (<.001, .004)`.
  private static func text(of cell: Cell?) -> String {
    guard let cell else { return "–" }
    let values = [cell.pQueries] + [cell.pSplits].compactMap(\.self)
    return String(format: "%+.3f", cell.difference) + cell.mark
      + " (\(values.map(probability).joined(separator: ", ")))"
  }

  private static func probability(_ value: Double) -> String {
    guard value >= 0.001 else { return "<.001" }
    let text = String(format: "%.3f", value)
    return text.hasPrefix("0") ? String(text.dropFirst()) : text
  }
}
