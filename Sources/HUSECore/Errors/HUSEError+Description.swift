extension HUSEError: CustomStringConvertible {
  /// A sentence that says where the error occurred, what was expected, what was found and what to
  /// do.
  ///
  /// Control characters in names and paths are escaped.
  public var description: String { description(wording: { "\($0)" }) }

  /// The sentence of `description`, with the remedy worded by the caller.
  ///
  /// ```swift
  /// error.description { remedy in
  ///   remedy == .resumeTraining ? "Press Continue." : "\(remedy)"
  /// }
  /// ```
  ///
  /// - Parameter wording: returns the sentence for a remedy, or `nil` for a remedy that does not
  ///   apply.
  /// - Returns: the sentence, without a remedy if there is none.
  public func description(wording: (Remedy) -> String?) -> String {
    let lines = problem + [remedy.flatMap(wording)].compactMap(\.self)
    return lines.map { $0.escapingControls() }.joined(separator: hasManyLines ? "\n" : " ")
  }

  private var hasManyLines: Bool {
    if case .unclearClasses = self { true } else { false }
  }

  /// The problem without the remedy: one sentence or several lines.
  private var problem: [String] {
    guard case .unclearClasses(let source, let candidates, let classCount) = self else {
      return ["\(statement)."]
    }
    return ["\(source): \(candidates.count) of \(classCount) classes need an entry:"]
      + candidates.flatMap(\.self)
  }

  /// The problem as part of another sentence, without the remedy and the full stop.
  package var statement: String {
    switch self {
    case .shapeMismatch(let expected, let found, let place, _):
      "\(place): expected shape \(expected), found \(found)"
    case .fileNotFound(let path, _):
      "\(path): no such file or folder"
    case .malformedFile(let path, let problem, _):
      "\(path): \(problem)"
    case .unsupportedFile(let path, let found, let supported, _):
      "\(path): found \(found), which is not supported. Supported: \(supported)"
    case .invalidRow(let source, let row, let column, let problem, _):
      "\(source): row \(row)\(column.map { ", column \($0)" } ?? ""): \(problem)"
    case .invalidData(let source, let problem, _):
      "\(source): \(problem)"
    case .invalidArgument(let name, let found, let expected):
      "\(name): expected \(expected), found \(found)"
    case .noTextEncoder:
      "This model has no text encoder"
    case .noImageEncoder:
      "This model has no image encoder"
    case .encodingFailed(let input, let problem, _):
      "\(input): \(problem)"
    case .notFinite(let term, let step, let rows):
      "Loss term '\(term)' is not finite at step \(step)\(Self.excerpt(rows))"
    case .diverged(let first, let last, let step):
      "Training diverged: the loss rose from \(first) to \(last) by step \(step)"
    case .checkpointMismatch(let source, let differences):
      "\(source): is of another training: \(differences.joined(separator: "; "))"
    case .unclearClasses(let source, let candidates, let classCount):
      "\(source): \(candidates.count) of \(classCount) classes need an entry"
    case .cancelled(let step):
      "Training was cancelled after step \(step)"
    case .decompositionFailed(let routine, let code):
      "LAPACK routine \(routine) failed with code \(code)"
    case .databaseFailed(let server, let operation, let sqlState, let problem, _):
      "\(server): \(operation): \(problem)\(sqlState.map { " (SQLSTATE \($0))" } ?? "")"
    case .connectionLost(let server, let operation, let problem):
      "\(server): the connection was lost while \(operation): \(problem)"
    case .writeFailed(let path, let problem):
      "\(path): could not be written: \(problem). Nothing was changed there"
    case .ranksDiffer(let rank, let differences):
      "Rank \(rank) differs from rank 0: \(differences.joined(separator: "; "))"
    case .rankFailed(let rank, let problem):
      "Rank \(rank) failed: \(problem)"
    case .communicationFailed(let operation, let problem):
      "The ranks of the training: \(operation): \(problem)"
    }
  }

  private static func excerpt(_ rows: [Int]) -> String {
    guard !rows.isEmpty else { return "" }
    let first = rows.prefix(8).map(String.init).joined(separator: ", ")
    let rest = rows.count > 8 ? ", … \(rows.count) in all" : ""
    return " (\(rows.count == 1 ? "row" : "rows") \(first)\(rest))"
  }
}
