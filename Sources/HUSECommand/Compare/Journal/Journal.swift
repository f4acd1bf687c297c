import Foundation
import HUSE

/// The finished training runs of a comparison on disk, from which an interrupted comparison
/// resumes.
///
/// The file has a line with the plan, then a line of JSON for each training run.
struct Journal: Sendable {
  private(set) var entries: [JournalEntry] = []
  private var file: JournalFile

  /// Opens the journal of a comparison, or starts one.
  ///
  /// - Parameters:
  ///   - url: the file of the journal.
  ///   - plan: a description of what determines the results; a journal with a different plan is
  ///     rejected.
  /// - Throws: `OtherComparison` for a journal with a different plan, `HUSEError.malformedFile` for
  ///   a line that cannot be read, `.writeFailed`.
  init(file url: URL, plan: String) throws {
    file = JournalFile(url)
    guard FileManager.default.fileExists(atPath: url.path) else {
      try file.begin(with: plan)
      return
    }
    let first = file.lines.first.map { String(decoding: $0, as: UTF8.self) }
    guard first == plan else {
      throw OtherComparison(path: url.path, plan: plan, found: first ?? "nothing")
    }
    for (index, line) in file.lines.enumerated().dropFirst() {
      guard let entry = try? JSONDecoder().decode(JournalEntry.self, from: line) else {
        throw HUSEError.malformedFile(
          path: url.path, problem: "line \(index + 1) cannot be read",
          remedy: "Remove the line: its training is done again.")
      }
      entries.append(entry)
    }
  }

  /// The trial with these settings; `nil` if it is missing.
  func trial(
    _ trial: Int, of system: ComparedSystem, split: Int, settings: TrialSettings
  ) -> JournalEntry? {
    entries.last {
      $0.system == system && $0.split == split && $0.trial == trial
        && $0.choice.settings == settings
    }
  }

  /// The training run with the chosen settings, or `nil` if it is missing.
  func run(of system: ComparedSystem, split: Int, chosen choice: SystemChoice) -> JournalEntry? {
    entries.last {
      $0.system == system && $0.split == split && $0.trial == nil && $0.choice == choice
    }
  }

  /// Adds a finished training run, which is on disk when the call returns.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func add(_ entry: JournalEntry) throws {
    try file.add(JSONLine.text(entry))
    entries.append(entry)
  }
}

/// A journal whose plan is not that of the comparison.
struct OtherComparison: Error, CustomStringConvertible {
  let path: String
  let plan: String
  let found: String

  var description: String {
    "\(path): belongs to another comparison.\n  here:  \(plan)\n  there: \(found)\n"
      + "Pass another --output, or remove the file to start again."
  }
}
