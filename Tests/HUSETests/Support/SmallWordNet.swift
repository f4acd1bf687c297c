import Foundation

/// A WordNet of a few nouns, in files whose offsets are right.
///
///     entity
///       food
///         baked_goods
///           cake.n.02
///           bun, roll
///       artifact
///         cake.n.01 (of soap)
///         hot_dog (the place, an instance)
final class SmallWordNet {
  private static let licence = "  1 A licence as long as a line.  \n  2 In two lines.  \n"

  struct Entry {
    let words: [String]
    var pointers: [(symbol: String, index: Int)] = []
    let gloss: String
  }

  static let entries = [
    Entry(words: ["entity"], pointers: [("~", 1), ("~", 5)], gloss: "what there is"),
    Entry(words: ["food", "Nutrient"], pointers: [("@", 0)], gloss: "what is eaten | or drunk"),
    Entry(words: ["baked_goods"], pointers: [("@", 1), ("~", 3)], gloss: "from an oven"),
    Entry(words: ["cake"], pointers: [("@", 2), ("@", 5)], gloss: "sweet and baked"),
    Entry(words: ["bun", "roll"], pointers: [("@", 2)], gloss: "small bread"),
    Entry(words: ["artifact"], pointers: [("@", 0)], gloss: "made by hand"),
    Entry(words: ["cake", "bar"], pointers: [("@", 5)], gloss: "a block, as of soap"),
    Entry(words: ["Hot_Dog"], pointers: [("@i", 5)], gloss: "a restaurant; \"at Hot Dog\""),
    Entry(words: ["a-la_carte"], pointers: [("@", 1)], gloss: "from the menu"),
  ]

  /// The soap before the pastry: as frequent as it is said to be.
  private static let sensesOfCake = [6, 3]

  let folder: TemporaryFolder
  private(set) var offsets: [Int] = []
  private(set) var data = ""
  private(set) var index = ""

  init() throws {
    folder = try TemporaryFolder()
    // Every line is as long with any offset, so they can be counted before they are known.
    let zeros = [Int](repeating: 0, count: Self.entries.count)
    var position = Self.licence.utf8.count
    for entry in Self.entries.indices {
      offsets.append(position)
      position += Self.line(entry, offsets: zeros).utf8.count
    }
    data = Self.licence + Self.entries.indices.map { Self.line($0, offsets: offsets) }.joined()
    var senses: [String: [Int]] = [:]
    for (number, entry) in Self.entries.enumerated() {
      for word in entry.words { senses[word.lowercased(), default: []].append(number) }
    }
    senses["cake"] = Self.sensesOfCake
    index =
      Self.licence
      + senses.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { word, entries in
        "\(word) n \(entries.count) 2 @ ~ \(entries.count) 0 "
          + entries.map { Self.digits(offsets[$0]) }.joined(separator: " ") + "  \n"
      }
      .joined()
    try write()
  }

  /// Writes the files, with one text replaced in both.
  func write(replacing text: String = "", with other: String = "") throws {
    try folder.write(text.isEmpty ? data : data.replacing(text, with: other), to: "data.noun")
    try folder.write(text.isEmpty ? index : index.replacing(text, with: other), to: "index.noun")
  }

  static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: 8 - text.count) + text
  }

  private static func line(_ number: Int, offsets: [Int]) -> String {
    let entry = entries[number]
    let words = entry.words.map { "\($0) 0" }.joined(separator: " ")
    let pointers = entry.pointers.map { " \($0.symbol) \(digits(offsets[$0.index])) n 0000" }
    return "\(digits(offsets[number])) 13 n 0\(entry.words.count) \(words) "
      + "00\(entry.pointers.count)\(pointers.joined()) | \(entry.gloss)  \n"
  }
}
