import Foundation
import HUSECore

/// The header of a CSV file of numbers, if it has one.
struct CSVHeader {
  /// Whether the first record is a header.
  let exists: Bool
  /// Whether the first column is an index of pandas.
  let hasIndexColumn: Bool

  /// Examines the first two records.
  ///
  /// - Throws: `HUSEError.malformedFile` if the first one may be a header or numbers.
  init(first: [String], second: [String]?, path: String) throws(HUSEError) {
    let names = first.map { $0.trimmingCharacters(in: .whitespaces) }
    let rest = Array(names.dropFirst())
    hasIndexColumn =
      !rest.isEmpty && Self.isIndexName(names[0])
      && (Self.areNames(rest) || Self.areColumnNumbers(rest))
    guard !hasIndexColumn, !Self.areNames(names) else {
      exists = true
      return
    }
    // pandas names unnamed columns 0, 1, 2, …, and writes floats with a decimal point.
    guard names.count > 1, Self.areColumnNumbers(names), let second else {
      exists = false
      return
    }
    guard names.count > 2, !second.contains(where: { Int($0) != nil }) else {
      throw .malformedFile(
        path: path,
        problem: "its first row, \(names.prefix(3).joined(separator: ", "))"
          + "\(names.count > 3 ? ", …" : ""), may be column names or numbers",
        remedy: .text(
          "Name the columns f0, f1, … in the first row, or write the file with "
            + "`to_csv(path, header=False, index=False)` and floats."))
    }
    exists = true
  }

  private static func areNames(_ names: [String]) -> Bool {
    names.allSatisfy { CSVMatrix.number($0) == nil }
  }

  private static func areColumnNumbers(_ names: [String]) -> Bool {
    names == names.indices.map(String.init)
  }

  /// Whether a name is that of an index column of pandas.
  ///
  /// pandas writes an index without a name, and reads it again as `Unnamed: 0`.
  static func isIndexName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || name == "index" || name == "id" || name.hasPrefix("unnamed:")
  }
}
