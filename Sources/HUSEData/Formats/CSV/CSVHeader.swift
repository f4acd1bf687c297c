import Foundation
import HUSECore

/// The header of a CSV file of numbers, if it has one.
struct CSVHeader {
  /// Whether the first record is a header.
  let exists: Bool
  /// The number of first columns that are an index of pandas.
  let indexColumns: Int

  /// Examines the first two records.
  ///
  /// - Throws: `HUSEError.malformedFile` if the first one may be a header or numbers.
  init(first: [String], second: [String]?, path: String) throws(HUSEError) {
    let names = first.map { $0.trimmingCharacters(in: .whitespaces) }
    let count = names.prefix(while: Self.isIndexName).count
    let rest = Array(names.dropFirst(count))
    indexColumns =
      !rest.isEmpty && (Self.areNames(rest) || Self.start(ofColumnNumbers: rest) == 0) ? count : 0
    guard indexColumns == 0, !Self.areNames(names) else {
      exists = true
      return
    }
    guard let start = Self.start(ofColumnNumbers: names), let second,
      Self.mayBeNames(names, from: start, above: second)
    else {
      exists = false
      return
    }
    // pandas writes the numbers of columns without a decimal point, and floats with one.
    guard names.count > 2, Self.areWhole(names), !second.contains(where: { Int($0) != nil }) else {
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

  /// Whether consecutive numbers may name the columns above a row.
  ///
  /// pandas names unnamed columns 0, 1, 2, …, and those of a part of a table from another number.
  private static func mayBeNames(
    _ names: [String], from start: Float, above second: [String]
  ) -> Bool {
    if names.count > 1, start == 0 { return true }
    let isUnlike = areWhole(names) && !second.contains { Int($0) != nil }
    switch names.count {
    case 1: return start == 0 && isUnlike
    case 2: return isUnlike
    // In fewer columns, whole numbers may be consecutive by chance.
    case 3..<8: return isUnlike || !areWhole(names)
    default: return true
    }
  }

  private static func areNames(_ names: [String]) -> Bool {
    names.allSatisfy { CSVMatrix.number($0) == nil }
  }

  private static func areWhole(_ names: [String]) -> Bool { names.allSatisfy { Int($0) != nil } }

  /// The first of whole numbers that grow by one; `nil` for others.
  private static func start(ofColumnNumbers names: [String]) -> Float? {
    guard let first = names.first.flatMap(CSVMatrix.number), first >= 0, first == first.rounded()
    else { return nil }
    for (column, name) in names.enumerated() where CSVMatrix.number(name) != first + Float(column) {
      return nil
    }
    return first
  }

  /// Whether a name is that of an index column of pandas.
  ///
  /// pandas writes an index without a name, and reads it again as `Unnamed: 0`.
  static func isIndexName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.isEmpty || name == "index" || name == "id" || name.hasPrefix("unnamed:")
  }
}
