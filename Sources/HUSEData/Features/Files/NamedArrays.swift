import HUSECore

/// A file of named arrays that hold a data set: `images`, `texts`, `labels`, `classes` and
/// `identifiers`.
protocol NamedArrays {
  var path: String { get }
  /// The format's word for an array.
  var noun: String { get }
  /// The label of the first class: 0 in Python, 1 in MATLAB.
  var firstLabel: Int { get }
  /// What to do if class names are missing.
  var classNamesRemedy: Remedy { get }

  func contains(_ name: String) -> Bool
  func isText(_ name: String) throws(HUSEError) -> Bool
  func matrix(_ name: String) throws(HUSEError) -> Matrix
  func integers(_ name: String) throws(HUSEError) -> [Int]
  func strings(_ name: String) throws(HUSEError) -> [String]
}

extension NPZFile: NamedArrays {
  var noun: String { "array" }
  var firstLabel: Int { 0 }
  var classNamesRemedy: Remedy { "Pass `classes=np.array(names)` to `np.savez`." }
}

extension MATFile: NamedArrays {
  var noun: String { "variable" }
  var firstLabel: Int { 1 }
  var classNamesRemedy: Remedy {
    "Save the names of the classes as a cell array of that name."
  }
}

extension HDF5File: NamedArrays {
  var noun: String { "dataset" }
  var firstLabel: Int { isOfMATLAB ? 1 : 0 }
  var classNamesRemedy: Remedy {
    isOfMATLAB
      ? "Save the names of the classes as a cell array of that name."
      : "Write the names of the classes, `file[\"classes\"] = names`."
  }
}

extension PairedFeatures {
  /// Reads the arrays of a file.
  init(arrays file: some NamedArrays, allowsEmptyClasses: Bool) throws(HUSEError) {
    func source(_ name: String) -> String { "\(file.path): \(file.noun) '\(name)'" }
    let classNames = file.contains("classes") ? try file.strings("classes") : nil
    let labels: LabelList
    if try file.isText("labels") {
      labels = .classes(try file.strings("labels"))
    } else if let classNames {
      labels = .indices(
        try Self.indices(
          file.integers("labels"), from: file.firstLabel, classCount: classNames.count,
          source: source("labels")))
    } else {
      throw .malformedFile(
        path: file.path, problem: "has integer labels but no \(file.noun) 'classes'",
        remedy: file.classNamesRemedy)
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
    _ labels: [Int], from first: Int, classCount: Int, source: String
  ) throws(HUSEError) -> [Int] {
    guard first > 0 else { return labels }
    if let row = labels.firstIndex(where: { $0 < first || $0 - first >= classCount }) {
      throw .invalidRow(
        source: source, row: row, column: nil,
        problem: "label \(labels[row]) is not the number of one of the \(classCount) classes",
        remedy: "Labels of a .mat file count from 1, as in MATLAB: add 1 to labels of Python.")
    }
    return labels.map { $0 - first }
  }
}
