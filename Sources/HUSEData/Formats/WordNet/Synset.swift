/// A synset of WordNet: words with a common meaning, with a gloss.
public struct Synset: Sendable, Hashable {
  /// The name, as in `apple_pie.n.01`: the first word, `n` for noun, and the number of this meaning
  /// among those of the word.
  public let name: String
  /// The position in the file of synsets, which identifies the synset.
  public let offset: Int
  /// The words, with underscores for spaces.
  public let words: [String]
  /// The definition, often with examples.
  public let gloss: String
  /// The offsets of its hypernyms, which are more general synsets.
  let hypernyms: [Int]
}

extension Synset: CustomStringConvertible {
  /// The name and the gloss.
  public var description: String { "\(name): \(gloss)" }
}
