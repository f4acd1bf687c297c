import Foundation
import HUSE

/// The figures as JSON, for other programs.
enum Figures {
  private struct Document: Encodable {
    struct Direction: Encodable {
      let recall: [String: Double]
      let deviation: [String: Double]
      let chance: [String: Double]
      let untrained: [String: Double]?
    }

    let texts: String
    let items: Int
    let heldOut: Int
    let splits: Int
    let classNames: [String]
    let retrieval: [String: Direction]
    let accuracy: [String: Double]
  }

  static func write(_ reports: [SetReport], to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicWrite.write(encoder.encode(reports.map(document)), to: file)
  }

  private static func document(_ report: SetReport) -> Document {
    func byRank(_ value: (Int) -> Double?) -> [String: Double] {
      var result: [String: Double] = [:]
      for rank in Experiment.ranks {
        result["\(rank)"] = value(rank).map { ($0 * 10_000).rounded() / 10_000 }
      }
      return result
    }
    var retrieval: [String: Document.Direction] = [:]
    for direction in RetrievalDirection.allCases {
      let untrained = byRank { report.untrained(direction, at: $0) }
      retrieval[direction.rawValue] = Document.Direction(
        recall: byRank { report.recall(direction, at: $0).mean },
        deviation: byRank { report.recall(direction, at: $0).deviation },
        chance: byRank { report.chance(direction, at: $0) },
        untrained: untrained.isEmpty ? nil : untrained)
    }
    return Document(
      texts: report.name, items: report.itemCount, heldOut: report.testCount,
      splits: report.measurements.count, classNames: report.classNames, retrieval: retrieval,
      accuracy: Dictionary(
        uniqueKeysWithValues: report.accuracies.map { ($0.name, $0.value.mean) }))
  }
}
