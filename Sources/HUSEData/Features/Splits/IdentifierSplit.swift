public import Foundation
public import HUSECore

/// A split of a data set into parts, by the identifiers of its rows.
///
/// ```swift
/// let split = try IdentifierSplit(contentsOf: URL(fileURLWithPath: "split.csv"))
/// let rows = try split.rows(of: pairs.identifiers ?? [], source: "pairs.npz")
/// let train = pairs.selecting(rows: rows.train)
/// ```
///
/// The file has the columns `identifier` and `part`, which is `train`, `validation` or `test`.
public struct IdentifierSplit: Sendable, Hashable {
  /// The identifiers of the rows to train on.
  public var train: [String]
  /// The identifiers of the rows that decide when training stops.
  public var validation: [String]
  /// The identifiers of the rows that a model is measured on.
  public var test: [String]

  /// Creates a split from the identifiers of each part.
  public init(train: [String], validation: [String] = [], test: [String] = []) {
    (self.train, self.validation, self.test) = (train, validation, test)
  }

  private static let columns = (identifier: "identifier", part: "part")

  /// A part of the data.
  public enum Part: String, CaseIterable, Sendable, Codable { case train, validation, test }

  /// The identifiers of a part.
  public subscript(part: Part) -> [String] {
    get {
      switch part {
      case .train: train
      case .validation: validation
      case .test: test
      }
    }
    set {
      switch part {
      case .train: train = newValue
      case .validation: validation = newValue
      case .test: test = newValue
      }
    }
  }

  /// Reads a CSV file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file without the two columns;
  ///   `.invalidRow` for an unknown part or an identifier that is repeated.
  public init(contentsOf url: URL) throws(HUSEError) {
    self.init(train: [])
    var reader = try CSVReader(contentsOf: url)
    let names = try reader.next()?.texts() ?? []
    guard let identifierColumn = names.firstIndex(of: Self.columns.identifier),
      let partColumn = names.firstIndex(of: Self.columns.part)
    else {
      throw .malformedFile(
        path: url.path, problem: "has no columns identifier and part",
        remedy: .text(
          "Write a first line identifier,part and a line such as photo.jpg,train for each row."))
    }
    var lines: [String: Int] = [:]
    var row = 0
    while let record = try reader.next() {
      let (name, value) = (try record.text(identifierColumn), try record.text(partColumn))
      func invalid(_ problem: String, _ remedy: Remedy) -> HUSEError {
        .invalidRow(
          source: url.path, row: row, column: nil, problem: "\(problem) (line \(record.line))",
          remedy: remedy)
      }
      if let other = lines.updateValue(record.line, forKey: name) {
        throw invalid("'\(name)' is on line \(other) as well", "Keep one of the lines.")
      }
      guard let part = Part(rawValue: value) else {
        throw invalid("'\(value)' is no part", "Write train, validation or test.")
      }
      self[part].append(name)
      row += 1
    }
  }

  /// Writes the split as a CSV file, completely or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  public func write(to url: URL) throws(HUSEError) {
    var text = "\(Self.columns.identifier),\(Self.columns.part)\n"
    for part in Part.allCases {
      for identifier in self[part] { text += "\(Self.field(identifier)),\(part.rawValue)\n" }
    }
    try AtomicWrite.write(Data(text.utf8), to: url)
  }

  private static func field(_ text: String) -> String {
    let isPlain = !text.unicodeScalars.contains { ",;\"\t\r\n".unicodeScalars.contains($0) }
    return isPlain && !text.isEmpty
      ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The rows of each part, in the order of its identifiers.
  ///
  /// Rows that no part names are left out.
  ///
  /// - Parameters:
  ///   - identifiers: the identifier of each row.
  ///   - source: the data set, for messages.
  /// - Returns: the rows of the three parts.
  /// - Throws: `HUSEError.invalidData` for an identifier that belongs to no row or to several, or
  ///   if there are no rows to train on.
  public func rows(
    of identifiers: [String], source: String
  ) throws(HUSEError) -> (train: [Int], validation: [Int], test: [Int]) {
    let train = try self.rows(of: .train, in: identifiers, source: source)
    guard !train.isEmpty else {
      throw .invalidData(
        source: source, problem: "has no rows that the split has for train",
        remedy: "Name some of them in the split.")
    }
    return (
      train, try self.rows(of: .validation, in: identifiers, source: source),
      try self.rows(of: .test, in: identifiers, source: source)
    )
  }

  /// The rows of one part, in the order of its identifiers.
  ///
  /// - Parameters:
  ///   - part: the part; what the other parts name need not be there.
  ///   - identifiers: the identifier of each row.
  ///   - source: the data set, for messages.
  /// - Returns: positions in `identifiers`.
  /// - Throws: `HUSEError.invalidData` for an identifier that belongs to no row or to several.
  public func rows(
    of part: Part, in identifiers: [String], source: String
  ) throws(HUSEError) -> [Int] {
    let rows = Dictionary(grouping: identifiers.indices) { identifiers[$0] }
    var result: [Int] = []
    for identifier in self[part] {
      guard let found = rows[identifier] else {
        throw .invalidData(
          source: source,
          problem: "has no row '\(identifier)', which the split has for \(part.rawValue)",
          remedy: NearestName.find(identifier, among: identifiers).map { "Did you mean '\($0)'?" }
            ?? "Correct the split, or pass the data that it is for.")
      }
      guard found.count == 1 else {
        throw .invalidData(
          source: source, problem: "has \(found.count) rows '\(identifier)'",
          remedy: "Give each row an identifier of its own.")
      }
      result += found
    }
    return result
  }
}
