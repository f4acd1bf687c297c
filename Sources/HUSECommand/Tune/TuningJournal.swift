import Foundation
import HUSE

/// The evaluations of a search on disk, from which an interrupted search resumes.
///
/// The file has a line with the plan, then a line for each evaluation.
struct TuningJournal {
  private(set) var evaluations: [RecipeTuning.Evaluation] = []
  private var file: JournalFile

  private struct Heading: Codable {
    let plan: TuningPlan
  }

  /// Opens the journal of a search, or starts one.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read, `.invalidData` for the
  ///   journal of a search with a different plan, `.writeFailed`.
  init(url: URL, plan: TuningPlan) throws {
    file = JournalFile(url)
    guard FileManager.default.contents(atPath: url.path)?.isEmpty == false else {
      try file.begin(with: JSONLine.text(Heading(plan: plan)))
      return
    }
    guard let first = file.lines.first,
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
    for (index, line) in file.lines.enumerated().dropFirst() {
      do {
        evaluations.append(try JSONDecoder().decode(RecipeTuning.Evaluation.self, from: line))
      } catch {
        throw HUSEError.malformedFile(
          path: url.path, problem: "line \(index + 1) cannot be read",
          remedy: "Remove the line: what it says is measured again.")
      }
    }
  }

  /// Adds an evaluation, which is on disk when the call returns.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func add(_ evaluation: RecipeTuning.Evaluation) throws {
    try file.add(JSONLine.text(evaluation))
    evaluations.append(evaluation)
  }
}
