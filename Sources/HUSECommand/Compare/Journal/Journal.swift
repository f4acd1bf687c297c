import Foundation
import HUSE

/// The finished trainings on disk, a line of JSON each: what an interrupted comparison continues.
struct Journal: Sendable {
  private(set) var entries: [JournalEntry] = []
  private let file: URL

  /// Opens the journal of a comparison, or starts one.
  ///
  /// - Parameter plan: what decides the results; a journal of another plan is refused.
  /// - Throws: `JournalError` for a journal that cannot be read or belongs to another comparison.
  init(file: URL, plan: String) throws {
    self.file = file
    guard FileManager.default.fileExists(atPath: file.path) else {
      try AtomicWrite.write(Data((plan + "\n").utf8), to: file)
      return
    }
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw JournalError.unreadable(path: file.path)
    }
    // An interrupted write leaves a last line without its end: it is done again.
    let isWhole = text.hasSuffix("\n")
    var lines = text.split(separator: "\n").map(String.init)
    if !isWhole, !lines.isEmpty { lines.removeLast() }
    guard lines.first == plan else {
      throw JournalError.otherPlan(path: file.path, expected: plan, found: lines.first ?? "nothing")
    }
    let decoder = JSONDecoder()
    for (index, line) in lines.dropFirst().enumerated() {
      guard let entry = try? decoder.decode(JournalEntry.self, from: Data(line.utf8)) else {
        throw JournalError.damaged(path: file.path, line: index + 2)
      }
      entries.append(entry)
    }
    if !isWhole {
      try AtomicWrite.write(Data((lines.joined(separator: "\n") + "\n").utf8), to: file)
    }
  }

  /// A trial with these settings, if it is done.
  func trial(
    _ trial: Int, of system: ComparedSystem, split: Int, settings: Settings
  ) -> JournalEntry? {
    entries.last {
      $0.system == system && $0.split == split && $0.trial == trial
        && $0.choice.settings == settings
    }
  }

  /// The training with what was chosen, if it is done.
  func run(of system: ComparedSystem, split: Int, chosen choice: SystemChoice) -> JournalEntry? {
    entries.last {
      $0.system == system && $0.split == split && $0.trial == nil && $0.choice == choice
    }
  }

  /// Adds a finished training, on disk before it returns.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  mutating func add(_ entry: JournalEntry) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try AppendOnlyFile.append(try encoder.encode(entry) + Data("\n".utf8), to: file)
    entries.append(entry)
  }
}

/// Why a journal cannot be used.
enum JournalError: Error, CustomStringConvertible {
  case unreadable(path: String)
  case otherPlan(path: String, expected: String, found: String)
  case damaged(path: String, line: Int)

  var description: String {
    switch self {
    case .unreadable(let path):
      "\(path): cannot be read as text. Allow reading it, or pass another --output."
    case .otherPlan(let path, let expected, let found):
      "\(path): belongs to another comparison.\n  here:  \(expected)\n  there: \(found)\n"
        + "Pass another --output, or remove the file to start again."
    case .damaged(let path, let line):
      "\(path): line \(line) cannot be read. Remove the line: its training is done again."
    }
  }
}
