/// A meaning in WordNet: words that can stand for each other, with a gloss.
public struct Synset: Sendable, Hashable {
  /// The first of its words, `n`, and the number of this meaning among those of the word, as in
  /// `apple_pie.n.01`.
  public let name: String
  /// Where it stands in the file of synsets, which identifies it.
  public let offset: Int
  /// Its words, with underscores for spaces.
  public let words: [String]
  /// What it means, often with examples.
  public let gloss: String
  /// The offsets of the more general synsets that it is a kind or an instance of.
  let hypernyms: [Int]
}

extension Synset: CustomStringConvertible {
  /// The name and the gloss.
  public var description: String { "\(name): \(gloss)" }
}
