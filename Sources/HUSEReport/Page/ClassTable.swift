internal import Foundation

/// The figures of each class as a table.
struct ClassTable {
  let figures: [ClassFigures]
  let tree: ClassTree

  /// The number of classes that a reader goes through; of more, those that are recognised worst.
  private static let limit = 250

  var markup: Markup {
    let worst = figures.enumerated().sorted {
      ($0.element.accuracies[2], $0.element.imageToText + $0.element.textToImage, $0.offset)
        < ($1.element.accuracies[2], $1.element.imageToText + $1.element.textToImage, $1.offset)
    }
    let kept = Set(worst.prefix(Self.limit).map(\.offset))
    let rows = figures.enumerated().filter { kept.contains($0.offset) }.map { _, row -> Markup in
      let cells = ([row.imageToText, row.textToImage] + row.accuracies).map { value -> Markup in
        "<td>\(String(format: "%.2f", value))</td>"
      }
      return """
        <tr><th scope="row"><bdi>\(tree.classNames[row.label])</bdi></th><td>\(row.count)</td>\
        \(cells)</tr>

        """
    }
    let part: Markup =
      kept.count < figures.count
      ? "<p>The \(kept.count) of \(figures.count) classes with the lowest accuracy.</p>\n" : .empty
    return """
      \(part)\(FigureTable.scrolling(named: "Figures of every class", """
        <table><thead><tr><th scope="col">class</th><th scope="col">pairs</th>\
        <th scope="col">R@1 image→text</th><th scope="col">R@1 text→image</th>\
        <th scope="col">accuracy image</th><th scope="col">accuracy text</th>\
        <th scope="col">accuracy fusion</th></tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """))
      """
  }
}
