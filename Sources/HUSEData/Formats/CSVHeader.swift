import Foundation
import HUSECore

/// What the first record of a CSV file of numbers is: names of the columns or numbers already.
struct CSVHeader {
  /// Whether the record names the columns.
  let isThere: Bool
  /// Whether the first column names the rows.
  let namesRows: Bool

  /// Looks at the first two records.
  ///
  /// - Throws: `HUSEError.malformedFile` where the first one may be either.
  init(first: [String], second: [String]?, path: String) throws(HUSEError) {
    let names = first.map { $0.trimmingCharacters(in: .whitespaces) }
    let rest = Array(names.dropFirst())
    namesRows =
      !rest.isEmpty && Self.isNameOfRowNames(names[0])
      && (Self.areWords(rest) || Self.countColumns(rest))
    guard !namesRows, !Self.areWords(names) else {
      isThere = true
      return
    }
    // pandas names columns without names 0, 1, 2, …, and writes floats with a point.
    guard names.count > 1, Self.countColumns(names), let second else {
      isThere = false
      return
    }
    guard names.count > 2, !second.contains(where: { Int($0) != nil }) else {
      throw .malformedFile(
        path: path,
        problem: "its first row, \(names.prefix(3).joined(separator: ", "))"
          + "\(names.count > 3 ? ", …" : ""), may be names of the columns or numbers",
        remedy: .text(
          "Name the columns f0, f1, … in the first row, or write the file with "
            + "`to_csv(path, header=False, index=False)` and floats."))
    }
    isThere = true
  }

  private static func areWords(_ names: [String]) -> Bool {
    names.allSatisfy { CSVMatrix.number($0) == nil }
  }

  private static func countColumns(_ names: [String]) -> Bool {
    names == names.indices.map(String.init)
  }

  /// Whether a column of this name holds names of the rows: pandas leaves the name of an index out,
  /// and reads it again as `Unnamed: 0`.
  static func isNameOfRowNames(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || name == "index" || name == "id" || name.hasPrefix("unnamed:")
  }
}
