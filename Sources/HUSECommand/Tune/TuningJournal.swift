import Foundation
import HUSE

/// The evaluations of a search on disk, a line of JSON each after one with the plan: what an
/// interrupted search resumes from.
struct TuningJournal {
  private(set) var evaluations: [RecipeTuning.Evaluation] = []
  private let url: URL

  private struct Heading: Codable {
    let plan: TuningPlan
  }

  /// Opens the journal of a search, or starts one.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read, `.invalidData` for the
  ///   journal of a search with another plan, `.writeFailed`.
  init(url: URL, plan: TuningPlan) throws {
    self.url = url
    guard let content = FileManager.default.contents(atPath: url.path), !content.isEmpty else {
      try AtomicWrite.write(Self.line(Heading(plan: plan)), to: url)
      return
    }
    // A kill leaves a last line without its end: what it says is measured again.
    let lineFeed = UInt8(ascii: "\n")
    let end = content.lastIndex(of: lineFeed).map { $0 + 1 } ?? content.startIndex
    let whole = content[..<end]
    let lines = whole.split(separator: lineFeed)
    guard let first = lines.first,
      let found = try? JSONDecoder().decode(Heading.self, from: first)
    else {
      throw HUSEError.malformedFile(
        path: url.path, problem: "is not the journal of a search",
        remedy: "Pass another --output, or --overwrite to start again.")
    }
    let differences = plan.differences(there: found.plan)
    guard differences.isEmpty else {
      throw HUSEError.invalidData(
        source: url.path,
        problem: "is the journal of another search: \(differences.joined(separator: "; "))",
        remedy: .text(
          "Pass the data and options of that search, another --output, or --overwrite to "
            + "start again."))
    }
    for (index, line) in lines.enumerated().dropFirst() {
      do {
        evaluations.append(try JSONDecoder().decode(RecipeTuning.Evaluation.self, from: line))
      } catch {
        throw HUSEError.malformedFile(
          path: url.path, problem: "line \(index + 1) cannot be read",
          remedy: "Remove the line: what it says is measured again.")
      }
    }
    if end < content.endIndex { try AtomicWrite.write(Data(whole), to: url) }
  }

  /// Adds an evaluation, on disk before it returns.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func add(_ evaluation: RecipeTuning.Evaluation) throws {
    try AppendOnlyFile.append(Self.line(evaluation), to: url)
    evaluations.append(evaluation)
  }

  private static func line(_ value: some Encodable) throws -> Data {
    Data((try JSONLine.text(value) + "\n").utf8)
  }
}
