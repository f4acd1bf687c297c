import Foundation
import HUSECore

/// Reads features, labels or names from a file in the format of its extension.
enum FeatureFile {
  /// Reads features from an .npy or a .csv file, a row for each item.
  static func matrix(contentsOf url: URL) throws(HUSEError) -> Matrix {
    switch url.pathExtension.lowercased() {
    case "npy": return try NPYFile(contentsOf: url).matrix()
    case "csv": return try CSVMatrix.read(contentsOf: url)
    default: throw unsupported(url, ".npy and .csv for features")
    }
  }

  /// Reads labels from an .npy file of integers or texts, or from a .csv file of one column.
  static func labels(contentsOf url: URL) throws(HUSEError) -> LabelList {
    switch url.pathExtension.lowercased() {
    case "npy":
      let file = try NPYFile(contentsOf: url)
      return file.isText ? .classes(try file.strings()) : .indices(try file.integers())
    case "csv": return try column(contentsOf: url)
    default: throw unsupported(url, ".npy and .csv for labels")
    }
  }

  /// Reads the lines of a text file, without white space at their ends and without empty lines at
  /// the end of the file.
  static func lines(contentsOf url: URL) throws(HUSEError) -> [String] {
    var lines = try TextFile(contentsOf: url).lines
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The labels of a CSV file, without a header.
  ///
  /// They are its only column, or the second of two if the first is an index of pandas.
  private static func column(contentsOf url: URL) throws(HUSEError) -> LabelList {
    var reader = try CSVReader(contentsOf: url)
    var entries: [String] = []
    var hasIndex = false
    while let record = try reader.next() {
      if entries.isEmpty, record.count == 2 {
        hasIndex = CSVHeader.isIndexName(
          try record.text(0).trimmingCharacters(in: .whitespaces))
      }
      guard record.count == (hasIndex ? 2 : 1) else {
        throw .malformedFile(
          path: url.path, problem: "has \(record.count) columns",
          remedy: "Write labels in one column, a row for each item.")
      }
      entries.append(try record.text(hasIndex ? 1 : 0).trimmingCharacters(in: .whitespaces))
    }
    // A file with an index has a header, whatever name it gives to the labels.
    let names = ["label", "labels", "class", "classes", "target", "category"]
    let hasHeader = hasIndex || entries.first.map { names.contains($0.lowercased()) } == true
    if hasHeader { entries.removeFirst() }
    return .words(entries, hasHeader: hasHeader)
  }

  private static func unsupported(_ url: URL, _ supported: String) -> HUSEError {
    FileManager.default.fileExists(atPath: url.path)
      ? .unsupportedFile(
        path: url.path, found: "the extension '\(url.pathExtension)'", supported: supported)
      : .fileNotFound(path: url.path, remedy: "Check the path.")
  }
}
