import HUSE

extension HUSEError {
  /// The message for a user of the command line, which names options instead of arguments.
  ///
  /// `isSkipped` says whether the error belongs to a row that was already skipped.
  func commandText(ofSkippedRow isSkipped: Bool = false) -> String {
    named.description { $0.commandText(ofSkippedRow: isSkipped) }
  }

  /// The same error with the name of the option instead of the argument.
  private var named: HUSEError {
    guard case .invalidArgument(let name, let found, let expected) = self,
      let option = Self.optionNames[name]
    else { return self }
    return .invalidArgument(name: option, found: found, expected: expected)
  }

  private static let optionNames = [
    "depth": "--depth", "dimension": "--dimension", "dropout": "--dropout", "folds": "--folds",
    "foldCount": "--folds", "inputDropout": "--input-dropout", "logitScale": "--logit-scale",
    "margin of the graph loss": "--margin", "maximumGradientNorm": "--maximum-gradient-norm",
    "shardSize": "--shard-size", "testFraction": "--test-fraction", "timeLimit": "--minutes",
    "trialCount": "--trials", "validationFraction": "--validation-fraction",
  ]
}

/// An error of the library as the program reports it.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ error: HUSEError) { description = error.commandText() }
}
