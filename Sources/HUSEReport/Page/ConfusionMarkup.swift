/// The confusion of classes as HTML: the most frequent mistakes as a list, and a matrix.
struct ConfusionMarkup {
  let confusion: Confusion
  let tree: ClassTree

  private static let listed = 15

  var markup: Markup {
    guard !confusion.mistakes.isEmpty else {
      return "<p>Every class was predicted from image and text as it should be.</p>\n"
    }
    let rows = confusion.mistakes.prefix(Self.listed).map { mistake -> Markup in
      let verdict = tree.verdict(found: mistake.predicted, expected: mistake.expected)
      return """
        <tr><th scope="row"><bdi>\(tree.classNames[mistake.expected])</bdi></th>\
        <td class="name"><bdi>\(tree.classNames[mistake.predicted])</bdi> \
        \(ResultMarkup.mark(verdict))</td><td>\(mistake.count) of \(mistake.total)</td></tr>

        """
    }
    let names = confusion.groups.map { group -> Markup in "<li><bdi>\(group.name)</bdi></li>\n" }
    let order: Markup = tree.isTree ? "in the order of the tree" : "in the order of their names"
    let part: Markup =
      confusion.isPartial
      ? " Only the \(confusion.groups.count) classes with the most mistakes are drawn." : .empty
    let joined: Markup =
      confusion.groups.contains { $0.classes.count > 1 }
      ? " Classes below one node of the tree are drawn as one." : .empty
    let percent: Markup =
      confusion.groups.count <= ConfusionDrawing.labelledCount
      ? " The numbers are percent of the row." : .empty
    return """
      <p>Classes predicted from image and text together.</p>
      <h3>Most frequent mistakes</h3>
      \(FigureTable.scrolling(named: "Most frequent mistakes", """
        <table><thead><tr><th scope="col">class</th><th scope="col" class="name">taken for</th>\
        <th scope="col">pairs</th></tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """))<h3>Matrix</h3>
      <p>A row for each class and a column for what it is taken for, \(order); the stronger the \
      color, the larger the share of the row.\(percent)\(part)\(joined)</p>
      <div class="matrix">
      \(ConfusionDrawing(confusion: confusion).markup)<ol class="names">
      \(names)</ol>
      </div>

      """
  }
}
