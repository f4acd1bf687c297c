import HUSE

extension Remedy {
  /// The remedy for a user of the command line; `nil` for one that only a program in Swift can use.
  ///
  /// `isSkipped` says whether the error belongs to a row that was already skipped.
  func commandText(ofSkippedRow isSkipped: Bool) -> String? {
    switch self {
    case .either(let action, .skippingInvalidRows) where isSkipped:
      "\(action)."
    case .either(let action, let argument):
      argument.option.map { "\(action), or pass \($0)." } ?? "\(action)."
    case .pass(let argument, let purpose):
      argument.option.map { "Pass \($0) to \(purpose)." }
    case .fetchAgain:
      "Fetch the file again."
    case .passFile(let file):
      "Pass a file that \(file.command) wrote."
    case .writeAgain(.index):
      "Embed the items again with `huse embed --output`."
    case .writeAgain:
      "Train the model again with `huse train`."
    case .passEncoder(let modality):
      "Train with --\(modality)-encoder, or pass features with --data."
    case .layOutItems:
      "A folder of items holds data.csv (columns image, text, classes) and images/. "
        + "UPMC Food-101 holds train_titles.csv, test_titles.csv and images/."
    case .encodeItems:
      "The folder holds data.csv: encode it with `huse encode`."
    case .storeWiderNumbers:
      "Pass --precision bfloat16 or float32."
    case .resumeTraining:
      "Pass --resume, or another --output."
    case .solveFirst(let error):
      // No row of the table can be used, so skipping this one does not help.
      "The first problem: \(error.commandText(ofSkippedRow: true))"
    default:
      "\(self)"
    }
  }
}

extension Remedy.Argument {
  /// The option in place of the argument; `nil` if there is none.
  fileprivate var option: String? {
    switch self {
    case .skippingInvalidRows: "--on-invalid skip"
    case .withoutClassComponent: "--without-class-component"
    case .updatingDuplicates: "--duplicates update"
    default: nil
    }
  }
}

extension Remedy.SavedFile {
  /// The command that writes such a file.
  fileprivate var command: String {
    switch self {
    case .index: "`huse embed --output`"
    default: "`huse train`"
    }
  }
}
