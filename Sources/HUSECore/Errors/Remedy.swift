/// What to do about an error, as a value.
///
/// `description` words it for Swift. A program with an interface of its own, such as the options of
/// a command line, words the cases that name a part of the Swift interface; those of `text` read
/// the same everywhere.
@nonexhaustive
public enum Remedy: Sendable, Hashable {
  /// An argument that helps, as it is written in Swift.
  @nonexhaustive
  public enum Argument: String, Sendable, Hashable, CaseIterable {
    /// Skips rows that cannot be used.
    case skippingInvalidRows = "onInvalidRow: .skip"
    /// Names the classes of labels that are numbers.
    case classNames = "classNames:"
    /// Allows classes without a pair.
    case emptyClasses = "allowsEmptyClasses: true"
    /// Gives items that are in an index new embeddings.
    case updatingDuplicates = "duplicates: .update"
    /// Says how a file describes a tree.
    case taxonomyFormat = "format:"
    /// Names the types of encoders that a model file may hold.
    case encoderTypes = "encoders:"
    /// Says how the vectors of tokens become one.
    case pooling = "pooling:"
    /// Is put before each text.
    case prompt = "prompt:"
    /// Bounds the number of tokens of a text.
    case maximumLength = "maximumLength:"
    /// Is a model without its class component.
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

  /// A sentence that holds whatever the interface.
  case text(String)
  /// An action, as a sentence without its full stop, or an argument that makes it unnecessary.
  case either(String, orPass: Argument)
  /// An argument, and what it is passed to do.
  case pass(Argument, to: String)
  /// Fetch a file again, or remove it and pass an argument instead.
  case fetchAgain(orPass: Argument)
  /// Pass a file of this kind.
  case passFile(SavedFile)
  /// Write the file again.
  case writeAgain(SavedFile)
  /// Give the model an encoder for this modality, or pass features.
  case passEncoder(Modality)
  /// Lay out a folder as one of images and texts.
  case layOutItems
  /// The folder holds images and texts: encode them.
  case encodeItems
  /// Store features as numbers of a wider range.
  case storeWiderNumbers
  /// Resume the training that the folder holds, or choose another folder.
  case resumeTraining
  /// What is to be done about the first of several problems.
  indirect case solveFirst(HUSEError)
}

extension Remedy: ExpressibleByStringInterpolation {
  /// A sentence that holds whatever the interface.
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
