public import Foundation
public import HUSECore

/// The nouns of WordNet 3.0 (Fellbaum, "WordNet: an electronic lexical database", 1998).
///
/// ```swift
/// let wordNet = try WordNet(contentsOf: WordNet.debianFolder)
/// for synset in try wordNet.synsets(of: "hot dog") { print(synset) }
/// // hotdog.n.01: someone who performs dangerous stunts to attract attention to himself
/// // hotdog.n.02: a frankfurter served hot on a bun
/// // frank.n.02: a smooth-textured sausage of minced beef or pork usually smoked; often …
/// ```
///
/// The files of the distribution are mapped into memory and searched on demand, so that opening
/// them is fast.
public struct WordNet: Sendable {
  /// The folder of Debian's package wordnet-base.
  public static let debianFolder = URL(fileURLWithPath: "/usr/share/wordnet")

  private let index: WordNetIndex
  let data: WordNetData
  let path: String

  /// Opens a folder with the files `index.noun` and `data.noun`.
  ///
  /// - Throws: `HUSEError.fileNotFound` if one of them is missing; `.malformedFile` if one is not
  ///   readable.
  public init(contentsOf folder: URL) throws(HUSEError) {
    path = folder.path
    for name in ["index.noun", "data.noun"] {
      let file = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw .fileNotFound(
          path: file.path,
          remedy: .text(
            "Pass the folder of WordNet 3.0; Debian's package wordnet-base installs it in "
              + "\(Self.debianFolder.path)."))
      }
    }
    index = try WordNetIndex(contentsOf: folder.appendingPathComponent("index.noun"))
    data = try WordNetData(contentsOf: folder.appendingPathComponent("data.noun"))
  }

  /// The synsets of a noun, with the most frequent first; none for an unknown noun.
  ///
  /// Upper and lower case are the same, and so are spaces and underscores. Hyphens are replaced by
  /// underscores if there is no noun with hyphens.
  ///
  /// - Throws: `HUSEError.malformedFile` for damaged files.
  public func synsets(of noun: String) throws(HUSEError) -> [Synset] {
    let lemma = Self.lemma(noun)
    var offsets = try index.offsets(of: lemma)
    if offsets.isEmpty, lemma.contains("-") {
      offsets = try index.offsets(of: lemma.replacing("-", with: "_"))
    }
    var synsets: [Synset] = []
    for offset in offsets { synsets.append(try synset(at: offset)) }
    return synsets
  }

  /// The synset of a name such as `apple_pie.n.01` or of an offset of eight digits; `nil` if there
  /// is none.
  ///
  /// - Throws: `HUSEError.malformedFile` for damaged files or an offset without a synset.
  public func synset(named name: String) throws(HUSEError) -> Synset? {
    if name.count == 8, let offset = Int(name) { return try synset(at: offset) }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[parts.count - 2] == "n", let number = Int(parts[parts.count - 1])
    else { return nil }
    let offsets = try index.offsets(of: Self.lemma(parts.dropLast(2).joined(separator: ".")))
    guard number >= 1, number <= offsets.count else { return nil }
    return try synset(at: offsets[number - 1])
  }

  func synset(at offset: Int) throws(HUSEError) -> Synset {
    let record = try data.record(at: offset)
    let lemma = Self.lemma(record.words[0])
    guard let sense = try index.offsets(of: lemma).firstIndex(of: offset) else {
      throw index.malformed(
        "does not list the synset \(offset) for '\(lemma)'", "Install the files again.")
    }
    let number = sense + 1
    return Synset(
      name: "\(lemma).n.\(number < 10 ? "0" : "")\(number)", offset: offset, words: record.words,
      gloss: record.gloss, hypernyms: record.hypernyms)
  }

  private static func lemma(_ noun: String) -> String {
    noun.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "_" }).joined(separator: "_")
  }
}
