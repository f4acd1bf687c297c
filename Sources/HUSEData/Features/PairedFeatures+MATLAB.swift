import HUSECore

extension PairedFeatures {
  /// Reads the variables of a .mat file, whose labels count from 1.
  init(matlab file: MATFile, allowsEmptyClasses: Bool) throws(HUSEError) {
    func source(_ name: String) -> String { "\(file.path): variable '\(name)'" }
    let classNames = file.contains("classes") ? try file.strings("classes") : nil
    let labels: LabelList
    if try file.isText("labels") {
      labels = .classes(try file.strings("labels"))
    } else if let classNames {
      labels = .indices(
        try Self.indices(
          file.integers("labels"), classCount: classNames.count, source: source("labels")))
    } else {
      throw .malformedFile(
        path: file.path, problem: "has integer labels but no variable 'classes'",
        remedy: "Save the names of the classes as a cell array of that name.")
    }
    try self.init(
      images: file.matrix("images"), texts: file.matrix("texts"), labels: labels,
      classNames: classNames,
      identifiers: file.contains("identifiers") ? file.strings("identifiers") : nil,
      allowsEmptyClasses: allowsEmptyClasses,
      sources: SourceNames(
        images: source("images"), texts: source("texts"), labels: source("labels"),
        identifiers: source("identifiers")))
  }

  /// The same labels counted from 0.
  private static func indices(
    _ labels: [Int], classCount: Int, source: String
  ) throws(HUSEError) -> [Int] {
    if let row = labels.firstIndex(where: { $0 < 1 || $0 > classCount }) {
      throw .invalidRow(
        source: source, row: row, column: nil,
        problem: "label \(labels[row]) is not the number of one of the \(classCount) classes",
        remedy: "Labels of a .mat file count from 1, as in MATLAB: add 1 to labels of Python.")
    }
    return labels.map { $0 - 1 }
  }
}
