/// A value that says what to do about an error.
///
/// `description` words it for Swift programmers. A program with its own interface, such as
/// command-line options, provides its own wording for the cases that name a part of the Swift
/// interface. A `text` remedy reads the same everywhere.
@nonexhaustive
public enum Remedy: Sendable, Hashable {
  /// An argument that solves the problem, as it is written in Swift.
  @nonexhaustive
  public enum Argument: String, Sendable, Hashable, CaseIterable {
    /// Skip rows that cannot be used.
    case skippingInvalidRows = "onInvalidRow: .skip"
    /// Name the classes that numeric labels stand for.
    case classNames = "classNames:"
    /// Allow classes without pairs.
    case emptyClasses = "allowsEmptyClasses: true"
    /// Replace the embeddings of items that are already in an index.
    case updatingDuplicates = "duplicates: .update"
    /// Specify the format in which a file describes a tree.
    case taxonomyFormat = "format:"
    /// List the types of encoders that a model file may contain.
    case encoderTypes = "encoders:"
    /// Specify how the token vectors are combined into one vector.
    case pooling = "pooling:"
    /// Set the prompt that precedes each text.
    case prompt = "prompt:"
    /// Limit the number of tokens in a text.
    case maximumLength = "maximumLength:"
    /// Use a copy of the model without its class component.
    case withoutClassComponent = "model.withoutClassComponent"
  }

  /// A file that this library writes.
  @nonexhaustive
  public enum SavedFile: String, Sendable, Hashable, CaseIterable {
    /// A `SharedEmbedding`.
    case model = "SharedEmbedding"
    /// An `EmbeddingIndex`.
    case index = "EmbeddingIndex"
    /// A `Checkpoint`.
    case checkpoint = "Checkpoint"
  }

  /// A sentence that is valid for every interface.
  case text(String)
  /// An action, as a sentence without its full stop, or an argument that makes it unnecessary.
  case either(String, orPass: Argument)
  /// Pass an argument for the stated purpose.
  case pass(Argument, to: String)
  /// Fetch a file again, or remove it and pass an argument instead.
  case fetchAgain(orPass: Argument)
  /// Pass a file of this type.
  case passFile(SavedFile)
  /// Write the file again.
  case writeAgain(SavedFile)
  /// Give the model an encoder for this modality, or pass features.
  case passEncoder(Modality)
  /// Arrange a folder in the layout for images and texts.
  case layOutItems
  /// Encode the images and texts that the folder holds.
  case encodeItems
  /// Store features in a number format with a wider range.
  case storeWiderNumbers
  /// Resume the training whose checkpoints are in the folder, or choose another folder.
  case resumeTraining
  /// Solve the first of several problems.
  indirect case solveFirst(HUSEError)
}

extension Remedy: ExpressibleByStringInterpolation {
  /// Creates a remedy from a sentence that is valid for every interface.
  public init(stringLiteral sentence: String) { self = .text(sentence) }
}

extension Remedy: CustomStringConvertible {
  /// The remedy as a sentence that names arguments and functions in Swift.
  public var description: String {
    switch self {
    case .text(let sentence):
      sentence
    case .either(let action, let argument):
      "\(action), or pass `\(argument.rawValue)`."
    case .pass(let argument, let purpose):
      "Pass `\(argument.rawValue)` to \(purpose)."
    case .fetchAgain(let argument):
      "Fetch the file again, or remove it and pass `\(argument.rawValue)`."
    case .passFile(let file):
      "Pass a file that `\(file.rawValue).write(to:)` wrote."
    case .writeAgain(let file):
      "Write the \(file) again with `write(to:)`."
    case .passEncoder(let modality):
      "Pass `\(modality)Encoder:` when you create or load it, or call "
        + "`embed(\(modality)Features:)`."
    case .layOutItems:
      "A folder of items holds data.csv (columns image, text, classes) and images/. "
        + "The layout of UPMC Food-101 is read by `UPMCFood101(contentsOf:)`."
    case .encodeItems:
      "The folder holds data.csv: read it with `PairedItems(contentsOf:)` and encode it."
    case .storeWiderNumbers:
      "Store features as bfloat16 or float32."
    case .resumeTraining:
      "Pass `resumingFrom: Checkpoint.latest(in: folder)`, or choose another folder."
    case .solveFirst(let error):
      "The first problem: \(error)"
    }
  }
}
