/// The cells of a table as they are printed.
struct TextGrid {
  struct Row {
    let name: String
    let cells: [String]
  }

  let title: String
  let columns: [String]
  let rows: [Row]

  /// The table with aligned columns, for a terminal.
  var text: String {
    let first = rows.map(\.name.count).max() ?? 0
    let widths = columns.indices.map { column in
      max(columns[column].count, rows.map { $0.cells[column].count }.max() ?? 0)
    }
    func line(_ name: String, _ values: [String]) -> String {
      name + String(repeating: " ", count: first - name.count)
        + zip(values, widths).map { "  " + String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined()
    }
    return ([title, line("", columns)] + rows.map { line($0.name, $0.cells) })
      .joined(separator: "\n")
  }

  /// The table as Markdown.
  var markdown: String {
    let head = "| \(title) | " + columns.joined(separator: " | ") + " |"
    let rule = "|---|" + String(repeating: "---|", count: columns.count)
    let lines = rows.map { "| \($0.name) | " + $0.cells.joined(separator: " | ") + " |" }
    return ([head, rule] + lines).joined(separator: "\n")
  }
}
