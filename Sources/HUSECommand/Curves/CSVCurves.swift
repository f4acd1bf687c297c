import Foundation
import HUSE

/// Curves as a CSV file, a row for each point.
struct CSVCurves: CurveFile {
  static let name = "curves.csv"

  private let file: GrowingFile
  /// What is measured at some points only, after the columns of all.
  private let rareTag: String?
  private var tags: [String] = []

  init(folder: URL, rareTag: String?) throws(HUSEError) {
    file = try GrowingFile(folder.appendingPathComponent(Self.name))
    self.rareTag = rareTag
  }

  mutating func add(_ point: CurvePoint) throws(HUSEError) {
    if tags.isEmpty {
      tags = point.values.map(\.tag).filter { $0 != rareTag } + (rareTag.map { [$0] } ?? [])
      try append(["step", "epoch"] + tags)
    }
    let values = Dictionary(point.values.map { ($0.tag, $0.value) }) { first, _ in first }
    try append(
      ["\(point.step)", "\(point.epoch)"] + tags.map { tag in values[tag].map { "\($0)" } ?? "" })
  }

  private func append(_ cells: [String]) throws(HUSEError) {
    try file.append(Data((cells.joined(separator: ",") + "\n").utf8))
  }
}
