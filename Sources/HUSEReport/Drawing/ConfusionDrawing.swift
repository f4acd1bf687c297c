internal import Foundation

/// A confusion matrix as SVG: rows are the classes, columns what they are taken for.
struct ConfusionDrawing {
  let confusion: Confusion

  private static let size = 400.0
  private static let margin = 26.0
  /// The largest number of rows whose cells have room for a number.
  static let labelledCount = 10

  var markup: Markup {
    let count = confusion.groups.count
    let cell = (Self.size - Self.margin) / Double(max(count, 1))
    return """
      <svg class="heat" viewBox="0 0 \(Int(Self.size)) \(Int(Self.size))" role="img" \
      aria-label="Confusion matrix of \(count) classes; the list of confused pairs follows.">
      \(cells(cell))\(numbers(cell))
      <rect class="frame" x="\(Int(Self.margin))" y="\(Int(Self.margin))" \
      width="\(Int(Self.size - Self.margin))" height="\(Int(Self.size - Self.margin))" /></svg>

      """
  }

  private func cells(_ size: Double) -> [Markup] {
    confusion.counts.enumerated().flatMap { row, counts -> [Markup] in
      let total = max(counts.reduce(0, +), 1)
      return counts.enumerated().filter { $0.element > 0 }.map { column, count -> Markup in
        let share = Double(count) / Double(total)
        let (x, y) = (Self.margin + Double(column) * size, Self.margin + Double(row) * size)
        let names = confusion.groups
        // A single mistake must be seen.
        let opacity = String(format: "%.2f", 0.15 + 0.85 * share)
        let label: Markup =
          confusion.groups.count <= Self.labelledCount
          ? """
          <text class="\(share > 0.5 ? "on" : "off")" x="\(Coordinates.text(x + size / 2))" \
          y="\(Coordinates.text(y + size / 2 + 4))" text-anchor="middle">\
          \(Int((share * 100).rounded()))</text>
          """ : .empty
        return """
          <g><title>\(names[row].name) → \(names[column].name): \(count) of \(total)</title>\
          <rect class="\(row == column ? "hit" : "miss")" fill-opacity="\(opacity)" \
          x="\(Coordinates.text(x))" y="\(Coordinates.text(y))" \
          width="\(Coordinates.text(size))" height="\(Coordinates.text(size))" />\(label)</g>
          """
      }
    }
  }

  /// The numbers of the classes; of many, every fifth.
  private func numbers(_ size: Double) -> [Markup] {
    confusion.groups.indices.filter { confusion.groups.count <= 20 || ($0 + 1) % 5 == 0 }
      .map { index in
        let centre = Self.margin + (Double(index) + 0.5) * size
        return """
          <text x="\(Coordinates.text(centre))" y="\(Int(Self.margin) - 6)" \
          text-anchor="middle">\(index + 1)</text><text x="\(Int(Self.margin) - 5)" \
          y="\(Coordinates.text(centre + 4))" text-anchor="end">\(index + 1)</text>
          """
      }
  }
}
