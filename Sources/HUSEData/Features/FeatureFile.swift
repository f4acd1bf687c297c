import Foundation
import HUSECore

/// Reads one part of a data set from the file that holds it, by the extension of its name.
enum FeatureFile {
  /// Features from an .npy or a .csv file, a row for each item.
  static func matrix(contentsOf url: URL) throws(HUSEError) -> Matrix {
    switch url.pathExtension.lowercased() {
    case "npy": return try NPYFile(contentsOf: url).matrix()
    case "csv": return try CSVMatrix.read(contentsOf: url)
    default: throw unsupported(url, ".npy and .csv for features")
    }
  }

  /// Labels from an .npy file of integers or texts, or a .csv file of one column.
  static func labels(contentsOf url: URL) throws(HUSEError) -> LabelList {
    switch url.pathExtension.lowercased() {
    case "npy":
      let file = try NPYFile(contentsOf: url)
      return file.isText ? .classes(try file.strings()) : .indices(try file.integers())
    case "csv": return try column(contentsOf: url)
    default: throw unsupported(url, ".npy and .csv for labels")
    }
  }

  /// The lines of a text file, without white space at their ends and without empty lines at its
  /// end.
  static func lines(contentsOf url: URL) throws(HUSEError) -> [String] {
    let file = try MappedFile(contentsOf: url)
    guard var text = String(validating: file.bytes, as: UTF8.self) else {
      throw .malformedFile(
        path: file.path, problem: "is not UTF-8", remedy: "Save the file in UTF-8.")
    }
    if text.hasPrefix("\u{FEFF}") { text.unicodeScalars.removeFirst() }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The labels of a CSV file, without their name where they have one: its one column, or the
  /// second of two where the first holds the names of the rows.
  private static func column(contentsOf url: URL) throws(HUSEError) -> LabelList {
    var reader = try CSVReader(contentsOf: url)
    var entries: [String] = []
    var namesRows = false
    while let record = try reader.next() {
      if entries.isEmpty, record.count == 2 {
        namesRows = CSVHeader.isNameOfRowNames(
          try record.text(0).trimmingCharacters(in: .whitespaces))
      }
      guard record.count == (namesRows ? 2 : 1) else {
        throw .malformedFile(
          path: url.path, problem: "has \(record.count) columns",
          remedy: "Write labels in one column, a row for each item.")
      }
      entries.append(try record.text(namesRows ? 1 : 0).trimmingCharacters(in: .whitespaces))
    }
    // With names of rows there is a row of names of columns, whatever it says.
    let names = ["label", "labels", "class", "classes", "target", "category"]
    let isNamed = namesRows || entries.first.map { names.contains($0.lowercased()) } == true
    if isNamed { entries.removeFirst() }
    return .words(entries, isNamed: isNamed)
  }

  private static func unsupported(_ url: URL, _ supported: String) -> HUSEError {
    FileManager.default.fileExists(atPath: url.path)
      ? .unsupportedFile(
        path: url.path, found: "the extension '\(url.pathExtension)'", supported: supported)
      : .fileNotFound(path: url.path, remedy: "Check the path.")
  }
}

/// The labels of a file.
enum LabelList {
  /// Indices into the class names.
  case indices([Int])
  /// The name of each row's class.
  case classes([String])
  /// Words of a text file: numbers are indices, unless a class has a number for its name. Where
  /// they had no name, the first may be one.
  case words([String], isNamed: Bool)

  var count: Int {
    switch self {
    case .indices(let list): list.count
    case .classes(let list), .words(let list, _): list.count
    }
  }

  /// The labels of so many rows: without a first `0` that is one too many, the name that pandas
  /// gives a column without one.
  func fitting(rowCount: Int) -> LabelList {
    guard case .words(let words, isNamed: false) = self, words.first == "0",
      words.count == rowCount + 1
    else { return self }
    return .words(Array(words.dropFirst()), isNamed: true)
  }

  /// The checked labels.
  func labels(
    classNames: [String]?, allowsEmptyClasses: Bool, source: String
  ) throws(HUSEError) -> Labels {
    switch self {
    case .indices(let indices):
      guard let classNames else {
        throw .invalidData(
          source: source, problem: "holds class indices, and there are no class names",
          remedy: .either(
            "Write the names to classes.txt, a line for each class", orPass: .classNames))
      }
      return try Labels(
        indices: indices, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    case .classes(let classes):
      return try Labels(
        classes: classes, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    case .words(let words, _):
      let indices = words.compactMap { Int($0) }
      if let classNames, indices.count == words.count, classNames.allSatisfy({ Int($0) == nil }) {
        return try LabelList.indices(indices).labels(
          classNames: classNames, allowsEmptyClasses: allowsEmptyClasses, source: source)
      }
      return try LabelList.classes(words).labels(
        classNames: classNames, allowsEmptyClasses: allowsEmptyClasses, source: source)
    }
  }
}
