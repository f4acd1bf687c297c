internal import Foundation

extension RetrievalReport: CustomStringConvertible {
  /// A table with a line for each direction: R@K, the median rank, mAP and, with a taxonomy, the
  /// hierarchical measures.
  ///
  ///     direction      R@1    R@5   R@10  median rank    mAP
  ///     image→image  0.812  0.934  0.961            1  0.640
  public var description: String {
    let results = RetrievalDirection.allCases.map { (direction: $0, result: self[$0]) }
    var columns: [(title: String, cells: [String])] = []
    for (index, rank) in ranks.enumerated() {
      columns.append(("R@\(rank)", results.map { Self.text($0.result.recall[index]) }))
    }
    columns.append(("median rank", results.map { Self.text(rank: $0.result.medianRank) }))
    columns.append(("mAP", results.map { Self.text($0.result.meanAveragePrecision) }))
    for (index, rank) in hierarchicalRanks.enumerated() {
      columns.append(
        ("HP@\(rank)", results.map { Self.text($0.result.hierarchicalPrecision[index]) }))
    }
    if results.contains(where: { $0.result.treeDistanceAt1 != nil }) {
      columns.append(("tree distance@1", results.map { Self.text($0.result.treeDistanceAt1) }))
      columns.append(
        ("mAHP", results.map { Self.text($0.result.meanAverageHierarchicalPrecision) }))
    }
    let names = ["direction"] + results.map { "\($0.direction)" }
    let width = names.map(\.count).max() ?? 0
    return names.enumerated().map { line, name in
      name + String(repeating: " ", count: width - name.count)
        + columns.map { Self.padded(line == 0 ? $0.title : $0.cells[line - 1], in: $0) }.joined()
    }.joined(separator: "\n")
  }

  private static func padded(_ text: String, in column: (title: String, cells: [String])) -> String
  {
    let width = max(column.title.count, column.cells.map(\.count).max() ?? 0)
    return String(repeating: " ", count: 2 + width - text.count) + text
  }

  private static func text(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }

  private static func text(rank: Double?) -> String {
    guard let rank else { return "–" }
    return rank.isFinite ? String(format: "%g", rank) : "∞"
  }
}
