import HUSE

extension HUSEError {
  /// What somebody at a terminal is told: options where the library names arguments.
  ///
  /// - Parameter isLeftOut: whether the error is of a row that was skipped already.
  func commandText(ofRowLeftOut isLeftOut: Bool = false) -> String {
    var text = "\(named)"
    var isLeftOut = isLeftOut
    // Of a table without a row to use, which names its first problem.
    if case .invalidData = self { isLeftOut = true }
    if isLeftOut { text = text.replacing(", or pass `onInvalidRow: .drop`", with: "") }
    for (argument, option) in Self.options { text = text.replacing(argument, with: option) }
    return text
  }

  /// The same error with the name of the option for that of an argument.
  private var named: HUSEError {
    guard case .invalidArgument(let name, let found, let expected) = self,
      let option = Self.optionNames[name]
    else { return self }
    return .invalidArgument(name: option, found: found, expected: expected)
  }

  private static let optionNames = [
    "shardSize": "--shard-size", "testFraction": "--test-fraction",
    "validationFraction": "--validation-fraction", "dimension": "--dimension",
    "dropout": "--dropout", "logitScale": "--logit-scale",
    "maximumGradientNorm": "--maximum-gradient-norm", "depth": "--depth",
  ]

  private static let options = [
    ("`onInvalidRow: .drop`", "--on-invalid skip"),
    (", or pass `classNames:`", ""),
    ("Remove the name or pass `allowsEmptyClasses: true`", "Remove the name"),
    (
      "The layout of UPMC Food-101 is read by `UPMCFood101(contentsOf:)`",
      "UPMC Food-101 holds train_titles.csv, test_titles.csv and images/"
    ),
    ("read it with `PairedItems(contentsOf:)` and encode it", "encode it with `huse encode`"),
    ("Write the index again with `write(to:)`", "Make it again with `huse embed --output`"),
    ("Write the model again with `write(to:)`", "Train it again with `huse train`"),
    ("`SharedEmbedding.write(to:)` wrote", "`huse train` wrote"),
    ("`EmbeddingIndex.write(to:)` wrote", "`huse embed --output` wrote"),
    ("`Checkpoint.write(to:)` wrote", "`huse train` wrote"),
    (
      "Pass `resumingFrom: Checkpoint.latest(in: folder)`, or choose another folder",
      "Pass --resume, or another --output"
    ),
    (
      "Pass `textEncoder:` when you create or load it, or call `embed(textFeatures:)`",
      "Train with --text-encoder, or pass features with --data"
    ),
    (
      "Pass `imageEncoder:` when you create or load it, or call `embed(imageFeatures:)`",
      "Train with --image-encoder, or pass features with --data"
    ),
    ("Store features as bfloat16 or float32", "Pass --precision bfloat16 or float32"),
    (", or any with `format:`", ""),
    ("pass `model.withoutClassComponent`", "pass --without-class-component"),
  ]
}

/// An error of the library as the program reports it.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ error: HUSEError) { description = error.commandText() }
}
