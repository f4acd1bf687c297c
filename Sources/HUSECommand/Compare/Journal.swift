import Foundation

/// A finished training of the comparison.
struct JournalEntry: Codable, Sendable {
  enum Kind: String, Codable, Sendable {
    /// A trial of the hyperparameter search, measured on the validation part.
    case trial
    /// A training with the chosen hyperparameters, measured on the test part.
    case run
  }

  let kind: Kind
  let system: ComparedSystem
  /// The number of the trial, or the seed of the run.
  let number: Int
  let settings: Settings
  let fusionWeight: Float
  let measures: SystemMeasures
  let seconds: Double
}

/// The finished trainings on disk, a line of JSON each: what an interrupted comparison goes on from.
struct Journal: Sendable {
  private(set) var entries: [JournalEntry] = []
  private let file: URL

  /// Opens the journal of a comparison, or begins it.
  ///
  /// - Parameter plan: what decides the results; a journal of another plan is refused.
  /// - Throws: `JournalError` for a journal that belongs to another comparison.
  init(file: URL, plan: String) throws {
    self.file = file
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      try Data((plan + "\n").utf8).write(to: file, options: .atomic)
      return
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
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
    }
  }

  /// The entry of a training, if it is done.
  func entry(_ kind: JournalEntry.Kind, _ system: ComparedSystem, _ number: Int) -> JournalEntry? {
    entries.first { $0.kind == kind && $0.system == system && $0.number == number }
  }

  /// Adds a finished training, on disk before it returns.
  mutating func add(_ entry: JournalEntry) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: try encoder.encode(entry) + Data("\n".utf8))
    try handle.synchronize()
    entries.append(entry)
  }
}

/// Why a journal cannot be used.
enum JournalError: Error, CustomStringConvertible {
  case otherPlan(path: String, expected: String, found: String)
  case damaged(path: String, line: Int)

  var description: String {
    switch self {
    case .otherPlan(let path, let expected, let found):
      "\(path): belongs to another comparison.\n  here:  \(expected)\n  there: \(found)\n"
        + "Pass another --output, or remove the file to begin anew."
    case .damaged(let path, let line):
      "\(path): line \(line) cannot be read. Remove the line: its training is done again."
    }
  }
}
