public import Foundation
public import HUSECore

/// A table of the synset of each class, which a person can check.
///
/// It is read from a CSV file:
///
/// ```text
/// class,synset,relation,note
/// hot_dog,hotdog.n.02,is,
/// churros,friedcake.n.01,kind of,WordNet has no churro
/// ```
///
/// - `class` is the name of a class. Upper and lower case are the same, and so are underscores,
///   hyphens and spaces.
/// - `synset` is a name such as `hotdog.n.02` or an offset such as `07697537`.
/// - `relation` is `is` if the synset is the meaning of the class, and `kind of` if the class
///   becomes a new node below the synset, because WordNet has no synset for it. The column is
///   optional; an empty field means `is`.
/// - Other columns are ignored.
public struct SynsetMapping: Sendable, Hashable {
  struct Entry: Sendable, Hashable {
    let synset: String
    /// Whether the class is a node below the synset, and not the synset itself.
    let isKindOf: Bool
    let line: Int
  }

  private let entries: [String: Entry]
  /// The source of the mapping, for messages.
  let path: String

  /// Creates a mapping without entries, for names with a single meaning.
  public init() {
    entries = [:]
    path = "synset mapping"
  }

  /// Reads a CSV file.
  ///
  /// - Throws: `HUSEError.malformedFile` with the line for a missing column, an empty field, an
  ///   unknown relation or a duplicate class; the errors of opening a file.
  public init(contentsOf url: URL) throws(HUSEError) {
    try self.init(reading: CSVReader(contentsOf: url))
  }

  /// Parses the content of a CSV file.
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
          "line \(record.line) repeats the class '\(className)' of line \(first.line)",
          "Map each class once.")
      }
    }
    self.entries = entries
    self.path = path
  }

  /// The entry of a class; `nil` if it has none.
  func entry(for className: String) -> Entry? { entries[Self.key(className)] }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  private static func key(_ className: String) -> String {
    className.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }
      .joined(separator: " ")
  }
}
