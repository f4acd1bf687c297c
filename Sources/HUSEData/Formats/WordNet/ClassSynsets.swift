import HUSECore

/// The synsets of classes: those of a mapping, and those of names with a single meaning.
struct ClassSynsets {
  /// The synset of a class.
  struct Assignment {
    let className: String
    let synset: Synset
    /// Whether the class is a node below the synset, and not the synset itself.
    let isKindOf: Bool
  }

  private(set) var all: [Assignment] = []

  /// Finds the synsets.
  ///
  /// - Throws: `HUSEError.unclearClasses` with all classes that have no meaning or several;
  ///   `.invalidData` for an entry of the mapping that is not in WordNet.
  init(
    of classNames: [String], in wordNet: WordNet, mapping: SynsetMapping
  ) throws(HUSEError) {
    var unclear: [[String]] = []
    for name in classNames {
      if let entry = mapping.entry(for: name) {
        guard let synset = try wordNet.synset(named: entry.synset) else {
          throw try Self.unknown(entry, of: name, in: wordNet, mapping: mapping)
        }
        all.append(Assignment(className: name, synset: synset, isKindOf: entry.isKindOf))
        continue
      }
      let synsets = try wordNet.synsets(of: name)
      if synsets.count == 1 {
        all.append(Assignment(className: name, synset: synsets[0], isKindOf: false))
      } else if synsets.isEmpty {
        let rows = try Self.candidates(for: name, in: wordNet)
        unclear.append(
          ["'\(name)' is not a noun in WordNet" + (rows.isEmpty ? "" : "; candidates are")]
            + rows.map { "  \($0)" })
      } else {
        unclear.append(
          ["'\(name)' has \(synsets.count) meanings"]
            + synsets.map { "  \(name),\($0.name),is  (\($0.gloss))" })
      }
    }
    guard unclear.isEmpty else {
      throw .unclearClasses(
        source: mapping.path, candidates: unclear, classCount: classNames.count)
    }
  }

  private static func unknown(
    _ entry: SynsetMapping.Entry, of className: String, in wordNet: WordNet,
    mapping: SynsetMapping
  ) throws(HUSEError) -> HUSEError {
    let word = entry.synset.split(separator: ".").first.map(String.init) ?? entry.synset
    let others = try wordNet.synsets(of: word)
    return .invalidData(
      source: mapping.path,
      problem:
        "line \(entry.line) maps '\(className)' to '\(entry.synset)', which is not in WordNet",
      remedy: others.isEmpty
        ? "Write a name such as apple_pie.n.01, or an offset of 8 digits."
        : "It has \(others.map(\.description).joined(separator: "; ")).")
  }

  /// Candidate rows for the mapping: the meanings of the name in the singular, or of its last word.
  private static func candidates(
    for className: String, in wordNet: WordNet
  ) throws(HUSEError) -> [String] {
    var rows: [String] = []
    let words = className.split { $0 == "_" || $0 == " " || $0 == "-" }.map(String.init)
    guard let last = words.last else { return [] }
    for singular in singulars(of: last) {
      let noun = (words.dropLast() + [singular]).joined(separator: "_")
      for synset in try wordNet.synsets(of: noun) {
        rows.append("\(className),\(synset.name),is  (\(synset.gloss))")
      }
    }
    guard rows.isEmpty, words.count > 1 else { return rows }
    for head in [last] + singulars(of: last) {
      for synset in try wordNet.synsets(of: head) {
        rows.append("\(className),\(synset.name),kind of  (\(synset.gloss))")
      }
    }
    return rows
  }

  /// The words whose plural a word may be.
  private static func singulars(of word: String) -> [String] {
    [("ies", "y"), ("es", ""), ("s", "")].compactMap { ending, replacement in
      word.hasSuffix(ending) ? String(word.dropLast(ending.count)) + replacement : nil
    }
  }
}
