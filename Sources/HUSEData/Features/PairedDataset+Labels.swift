extension PairedDataset {
  /// Checks that each label names a class.
  ///
  /// - Parameter source: what an error names as the origin of the rows.
  /// - Throws: `HUSEError.invalidRow`.
  package func checkLabels(source: String) throws(HUSEError) {
    let (labels, classNames) = (labels, classNames)
    guard let row = labels.firstIndex(where: { !classNames.indices.contains($0) }) else { return }
    throw .invalidRow(
      source: source, row: row, column: nil,
      problem: "label \(labels[row]) names none of the \(classNames.count) classes",
      remedy: "Labels count from 0 to \(classNames.count - 1).")
  }
}
