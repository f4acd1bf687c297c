import Foundation
import HUSE

/// Tables and results as plain text.
enum TextTable {
  static func render(_ report: SetReport) throws -> String {
    var lines = [
      "",
      "Food retrieval, \(report.name)",
      "\(report.itemCount) items, \(report.classNames.count) classes, "
        + "\(report.testCount) held out; \(report.averaging)",
      "",
      "direction      " + Experiment.ranks.map { padded("R@\($0)", 14) }.joined()
        + padded("chance R@1", 12) + padded("untrained R@1", 15),
    ]
    for direction in RetrievalDirection.allCases {
      let recalls = Experiment.ranks.map { rank in
        padded(spread(report.recall(direction, at: rank)), 14)
      }
      lines.append(
        padded(direction.description, 15) + recalls.joined()
          + padded(report.chance(direction, at: 1).map(share) ?? "–", 12)
          + padded(report.untrained(direction, at: 1).map(share) ?? "–", 15))
    }
    lines.append("")
    lines.append(
      "accuracy       "
        + report.accuracies.map { padded("\($0.name) \(spread($0.value))", 22) }.joined())
    return lines.joined(separator: "\n")
  }

  static func render(_ result: SearchResult) -> String {
    let title =
      switch result.query {
      case .text(let text): "Images for \"\(text)\""
      case .image(let file): "Texts for \(file.lastPathComponent)"
      }
    let rows = result.found.map { found in
      "  \(String(format: "%.3f", found.distance))  \(padded(found.item.className, 18))"
        + "\(found.item.identifier)  \(found.item.text.prefix(60))"
    }
    return ([title] + rows).joined(separator: "\n")
  }

  static func share(_ value: Double) -> String { String(format: "%.2f", value) }

  static func spread(_ value: Spread) -> String {
    share(value.mean) + (value.deviation.map { " ± \(share($0))" } ?? "")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 1))
  }
}
