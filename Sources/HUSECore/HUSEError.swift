/// What can go wrong: the place, what was expected, what was found and what to do.
///
/// `description` is a sentence for people; the cases are for code that handles failures.
@nonexhaustive
public enum HUSEError: Error, Sendable, Hashable {
  /// A value does not have the expected shape.
  case shapeMismatch(expected: [Int], found: [Int], in: String, remedy: String)
  /// There is nothing at this path.
  case fileNotFound(path: String, remedy: String)
  /// The file exists, but is damaged or not in the expected format.
  case malformedFile(path: String, problem: String, remedy: String)
  /// The file is well-formed, but uses something that is not supported.
  case unsupportedFile(path: String, found: String, supported: String)
  /// A row of data cannot be used. Rows and columns count from 0.
  case invalidRow(source: String, row: Int, column: Int?, problem: String, remedy: String)
  /// A data set as a whole cannot be used.
  case invalidData(source: String, problem: String, remedy: String)
  /// An argument is outside the range that its documentation gives.
  case invalidArgument(name: String, found: String, expected: String)
  /// Text was given to a model that holds no text encoder.
  case noTextEncoder
  /// An image was given to a model that holds no image encoder.
  case noImageEncoder
  /// An encoder could not encode its input.
  case encodingFailed(input: String, problem: String, remedy: String)
  /// A loss term or a gradient became NaN or infinite.
  ///
  /// The rows are those of the batch whose outputs are not finite, or all rows of the batch if
  /// every output is finite; none for a measurement of the validation.
  case notFinite(term: String, step: Int, rows: [Int])
  /// Training diverged: the loss of its last batch is many times that of its first.
  case diverged(firstLoss: Double, lastLoss: Double, step: Int)
  /// A checkpoint belongs to another training than the one that should resume from it.
  case checkpointMismatch(source: String, differences: [String])
  /// The task that trains was cancelled; the model holds the weights of the last complete step.
  case cancelled(step: Int)
  /// A decomposition did not succeed.
  case decompositionFailed(routine: String, code: Int)
  /// Class names whose meaning WordNet does not tell: for each of `candidates` some lines with the
  /// rows that a mapping could have.
  case unclearClasses(source: String, candidates: [[String]], classCount: Int)
  /// A file could not be written; an earlier file at the path is unchanged.
  case writeFailed(path: String, problem: String)
}

extension HUSEError: CustomStringConvertible {
  /// A sentence that names the place, what was expected, what was found and the remedy. Control
  /// characters of names and paths are escaped.
  public var description: String {
    guard case .unclearClasses(let source, let candidates, let classCount) = self else {
      return sentence.escapingControls()
    }
    let lines =
      ["\(source): \(candidates.count) of \(classCount) classes need an entry:"]
      + candidates.flatMap(\.self)
      + ["Write a row class,synset,relation for each into the mapping."]
    return lines.map { $0.escapingControls() }.joined(separator: "\n")
  }

  private var sentence: String {
    switch self {
    case .shapeMismatch(let expected, let found, let place, let remedy):
      "\(place): expected shape \(expected), found \(found). \(remedy)"
    case .fileNotFound(let path, let remedy):
      "\(path): no such file or folder. \(remedy)"
    case .malformedFile(let path, let problem, let remedy):
      "\(path): \(problem). \(remedy)"
    case .unsupportedFile(let path, let found, let supported):
      "\(path): found \(found), which is not supported. Supported: \(supported)."
    case .invalidRow(let source, let row, let column, let problem, let remedy):
      "\(source): row \(row)\(column.map { ", column \($0)" } ?? ""): \(problem). \(remedy)"
    case .invalidData(let source, let problem, let remedy):
      "\(source): \(problem). \(remedy)"
    case .invalidArgument(let name, let found, let expected):
      "\(name): expected \(expected), found \(found)."
    case .noTextEncoder:
      "This model has no text encoder. "
        + "Pass `textEncoder:` when you create or load it, or call `embed(textFeatures:)`."
    case .noImageEncoder:
      "This model has no image encoder. "
        + "Pass `imageEncoder:` when you create or load it, or call `embed(imageFeatures:)`."
    case .encodingFailed(let input, let problem, let remedy):
      "\(input): \(problem). \(remedy)"
    case .notFinite(let term, let step, let rows):
      "Loss term '\(term)' is not finite at step \(step)\(Self.excerpt(rows)). "
        + "Lower the learning rate or check the features for NaN."
    case .diverged(let first, let last, let step):
      "Training diverged: the loss rose from \(first) to \(last) by step \(step). "
        + "Lower the learning rate."
    case .checkpointMismatch(let source, let differences):
      "\(source): is of another training: \(differences.joined(separator: "; ")). "
        + "Resume with the settings and data that it was written with, or train without it."
    case .unclearClasses(let source, let candidates, let classCount):
      "\(source): \(candidates.count) of \(classCount) classes need an entry."
    case .cancelled(let step):
      "Training was cancelled after step \(step)."
    case .decompositionFailed(let routine, let code):
      "LAPACK routine \(routine) failed with code \(code). Check the matrix for NaN or infinity."
    case .writeFailed(let path, let problem):
      "\(path): could not be written: \(problem). Nothing was changed there."
    }
  }
  private static func excerpt(_ rows: [Int]) -> String {
    guard !rows.isEmpty else { return "" }
    let first = rows.prefix(8).map(String.init).joined(separator: ", ")
    let rest = rows.count > 8 ? ", … \(rows.count) in all" : ""
    return " (\(rows.count == 1 ? "row" : "rows") \(first)\(rest))"
  }
}
