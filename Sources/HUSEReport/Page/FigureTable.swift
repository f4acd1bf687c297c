/// A table of figures as HTML.
struct FigureTable {
  let table: ReportTable

  var markup: Markup {
    let head = table.columns.map { name -> Markup in "<th scope=\"col\">\(name)</th>" }
    let rows = table.rows.map { row -> Markup in
      let cells = row.figures.map { figure -> Markup in "<td>\(figure?.text ?? "–")</td>" }
      return "<tr><th scope=\"row\">\(row.name)</th>\(cells)</tr>\n"
    }
    let note: Markup = table.note.isEmpty ? .empty : "<p>\(table.note)</p>\n"
    return """
      <h3>\(table.title)</h3>
      \(note)\(Self.scrolling(named: table.title, """
        <table><thead><tr><th scope="col">\(table.rowTitle)</th>\(head)</tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """))
      """
  }

  /// A table that scrolls sideways on a narrow screen, also by keyboard.
  static func scrolling(named name: String, _ table: Markup) -> Markup {
    """
    <div class="scroll" role="region" aria-label="\(name)" tabindex="0">
    \(table)
    </div>

    """
  }
}
