public import Foundation
public import HUSECore

/// Which synset each class stands for, written down so that a person can check it.
///
/// As a CSV file:
///
/// ```text
/// class,synset,relation,note
/// hot_dog,hotdog.n.02,is,
/// churros,friedcake.n.01,kind of,WordNet has no churro
/// ```
///
/// - `class` is the name of a class; upper and lower case, underscores, hyphens and spaces do not
///   matter.
/// - `synset` is a name such as `hotdog.n.02` or an offset such as `07697537`.
/// - `relation` is `is` where the class means the synset, and `kind of` where WordNet has no synset
///   for the class, which becomes a node of its own below the synset. The column may be missing or
///   empty, which means `is`.
/// - All other columns are for people.
public struct SynsetMapping: Sendable, Hashable {
  struct Entry: Sendable, Hashable {
    let synset: String
    let isKindOf: Bool
    let line: Int
  }

  private let entries: [String: Entry]
  /// Where it comes from, for messages.
  let path: String

  /// A mapping without entries: every name must have one meaning.
  public init() {
    entries = [:]
    path = "synset mapping"
  }

  /// Reads a CSV file.
  ///
  /// - Throws: what opening a file throws; `HUSEError.malformedFile` with the line for columns that
  ///   are missing, empty fields, an unknown relation and a class that is duplicated.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(reading: CSVReader(contentsOf: url))
  }

  /// Reads the bytes of a CSV file.
  init(bytes: [UInt8], path: String) throws(HUSEError) {
    try self.init(reading: CSVReader(bytes: bytes, path: path))
  }

  /// The number of entries.
  public var count: Int { entries.count }

  private init(reading source: CSVReader) throws(HUSEError) {
    var reader = source
    let path = reader.path
    func malformed(_ problem: String, _ remedy: Remedy) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: remedy)
    }
    let names = try reader.next()?.texts().map(Self.trimmed) ?? []
    guard let name = names.firstIndex(of: "class"), let synset = names.firstIndex(of: "synset")
    else {
      throw malformed(
        "expected the columns class and synset, found "
          + (names.isEmpty ? "nothing" : names.prefix(8).joined(separator: ", ")),
        "Name the columns in the first row: class,synset,relation.")
    }
    let relation = names.firstIndex(of: "relation")
    var entries: [String: Entry] = [:]
    while let record = try reader.next() {
      let className = Self.trimmed(try record.text(name))
      let synsetName = Self.trimmed(try record.text(synset))
      guard !className.isEmpty, !synsetName.isEmpty else {
        throw malformed(
          "line \(record.line) has no \(className.isEmpty ? "class" : "synset")",
          "Fill it in, or remove the row.")
      }
      let relationName = try relation.map { (column) throws(HUSEError) in
        Self.trimmed(try record.text(column))
      }
      guard ["is", "kind of", ""].contains(relationName ?? "") else {
        throw malformed(
          "line \(record.line) has the relation '\(relationName ?? "")', "
            + "expected 'is' or 'kind of'", "Correct it, or leave it empty for 'is'.")
      }
      let entry = Entry(
        synset: synsetName, isKindOf: relationName == "kind of", line: record.line)
      if let first = entries.updateValue(entry, forKey: Self.key(className)) {
        throw malformed(
          "line \(record.line) has class '\(className)' again, after line \(first.line)",
          "Map each class once.")
      }
    }
    self.entries = entries
    self.path = path
  }

  func entry(for className: String) -> Entry? { entries[Self.key(className)] }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  private static func key(_ className: String) -> String {
    className.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }
      .joined(separator: " ")
  }
}
