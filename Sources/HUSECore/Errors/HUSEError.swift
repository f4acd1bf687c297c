/// An error that says where it occurred, what was expected, what was found and what to do.
///
/// `description` is a sentence for people; the cases are for code that handles failures. A program
/// whose users pass options instead of arguments can word the remedies itself with
/// `description(wording:)`.
@nonexhaustive
public enum HUSEError: Error, Sendable, Hashable {
  /// A value does not have the expected shape.
  case shapeMismatch(expected: [Int], found: [Int], in: String, remedy: Remedy)
  /// No file exists at this path.
  case fileNotFound(path: String, remedy: Remedy)
  /// The file exists, but is damaged or not in the expected format.
  case malformedFile(path: String, problem: String, remedy: Remedy)
  /// The file is well-formed, but uses something that is not supported.
  case unsupportedFile(path: String, found: String, supported: String, remedy: Remedy? = nil)
  /// A row of data cannot be used. Rows and columns count from 0.
  case invalidRow(source: String, row: Int, column: Int?, problem: String, remedy: Remedy)
  /// A data set as a whole cannot be used.
  case invalidData(source: String, problem: String, remedy: Remedy)
  /// An argument is outside its documented range.
  case invalidArgument(name: String, found: String, expected: String)
  /// Text was passed to a model that has no text encoder.
  case noTextEncoder
  /// An image was passed to a model that has no image encoder.
  case noImageEncoder
  /// An encoder could not encode its input.
  case encodingFailed(input: String, problem: String, remedy: Remedy)
  /// A loss term or a gradient became NaN or infinite.
  ///
  /// `rows` are the rows of the batch whose outputs are not finite, or all rows of the batch if
  /// every output is finite. During validation there are none.
  case notFinite(term: String, step: Int, rows: [Int])
  /// Training diverged: the loss of its last batch is many times the loss of its first.
  case diverged(firstLoss: Double, lastLoss: Double, step: Int)
  /// A checkpoint belongs to a different training run than the one that should resume from it.
  case checkpointMismatch(source: String, differences: [String])
  /// The task that runs the training was cancelled; the model holds the weights of the last
  /// complete step.
  case cancelled(step: Int)
  /// A decomposition did not succeed.
  case decompositionFailed(routine: String, code: Int)
  /// The meaning of some class names in WordNet is unclear. Each element of `candidates` holds, for
  /// one class, the lines that a mapping file could contain.
  case unclearClasses(source: String, candidates: [[String]], classCount: Int)
  /// A database refused an operation, or no connection to it could be opened.
  ///
  /// `sqlState` is the code of PostgreSQL, such as 42501; `nil` if the server has sent none.
  case databaseFailed(
    server: String, operation: String, sqlState: String?, problem: String, remedy: Remedy)
  /// The connection to a database was lost while an operation ran, and could not be restored within
  /// the time of the retries.
  ///
  /// The operation has been done completely or not at all.
  case connectionLost(server: String, operation: String, problem: String)
  /// A file could not be written; an earlier file at the path is unchanged.
  case writeFailed(path: String, problem: String)
  /// A rank of a distributed training has other data or settings than rank 0.
  case ranksDiffer(rank: Int, differences: [String])
  /// A rank of a distributed training failed, so this one ended as well.
  case rankFailed(rank: Int, problem: String)
  /// Ranks could not exchange data, or there is no library for it.
  case communicationFailed(operation: String, problem: String)
}

extension HUSEError {
  /// What to do, or `nil` if the description of the problem is enough.
  public var remedy: Remedy? {
    switch self {
    case .shapeMismatch(_, _, _, let remedy), .fileNotFound(_, let remedy),
      .malformedFile(_, _, let remedy), .invalidRow(_, _, _, _, let remedy),
      .invalidData(_, _, let remedy), .encodingFailed(_, _, let remedy),
      .databaseFailed(_, _, _, _, let remedy):
      remedy
    case .unsupportedFile(_, _, _, let remedy): remedy
    case .noTextEncoder: .passEncoder(.text)
    case .noImageEncoder: .passEncoder(.image)
    case .notFinite: "Lower the learning rate or check the features for NaN."
    case .diverged: "Lower the learning rate."
    case .checkpointMismatch:
      "Resume with the settings and data that it was written with, or train without it."
    case .unclearClasses: "Write a row class,synset,relation for each into the mapping."
    case .decompositionFailed: "Check the matrix for NaN or infinity."
    case .connectionLost: "It was done completely or not at all: repeat it."
    case .ranksDiffer: "Give every rank the same data and settings."
    case .rankFailed: "Resume from the last checkpoint."
    case .invalidArgument, .cancelled, .writeFailed, .communicationFailed: nil
    }
  }
}
