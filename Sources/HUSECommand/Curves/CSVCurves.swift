import Foundation
import HUSE

/// Curves as a CSV file with a row for each point.
struct CSVCurves: CurveFile {
  static let name = "curves.csv"

  private let file: AppendOnlyFile
  /// The tag that only some points have, whose column is the last.
  private let rareTag: String?
  private var tags: [String] = []

  /// Creates the file, or continues the file of a training run after a step.
  init(folder: URL, keepingUntil step: Int?, rareTag: String?) throws(HUSEError) {
    self.rareTag = rareTag
    var tags: [String] = []
    file = try AppendOnlyFile(folder.appendingPathComponent(Self.name)) { content in
      // The text after the last line break is empty or an incomplete row.
      let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .dropLast()
      guard let step, let names = lines.first else { return Data() }
      tags = String(decoding: names, as: UTF8.self).split(separator: ",").dropFirst(2)
        .map(String.init)
      let rows = lines.dropFirst().prefix { row in
        Int(String(decoding: row.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self))
          .map { $0 <= step } ?? false
      }
      return Data(([names] + rows).flatMap { $0 + [UInt8(ascii: "\n")] })
    }
    self.tags = tags
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
