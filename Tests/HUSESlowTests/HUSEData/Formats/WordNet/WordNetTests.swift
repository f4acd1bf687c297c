import Foundation
import HUSEData
import Testing

/// WordNet 3.0 as Debian installs it, against `Tests/Reference/reference_wordnet.py`.
@Suite struct WordNetTests {
  private struct Meaning: Decodable {
    let name: String
    let gloss: String
    let depth: Int

    init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      name = try fields.decode(String.self)
      gloss = try fields.decode(String.self)
      depth = try fields.decode(Int.self)
    }
  }

  private struct Expected: Decodable {
    /// The names above each class of Food-101, and its own.
    let paths: [String: [String]]
    let nouns: [String: [Meaning]]
  }

  private let wordNet: WordNet
  private let expected: Expected

  init() throws {
    try #require(
      FileManager.default.fileExists(atPath: WordNet.debianFolder.path),
      "Install wordnet-base (Scripts/set-up --with-wordnet)")
    wordNet = try WordNet(contentsOf: WordNet.debianFolder)
    expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: Fixture.url("data/wordnet.json")))
  }

  @Test func meaningsEqualTheReference() throws {
    #expect(expected.nouns.count > 80)
    for (noun, meanings) in expected.nouns {
      let found = try wordNet.synsets(of: noun)
      #expect(found.map(\.name) == meanings.map(\.name))
      #expect(found.map(\.gloss) == meanings.map(\.gloss))
      for (synset, meaning) in zip(found, meanings) {
        #expect(try wordNet.hypernymPath(to: synset).count == meaning.depth)
        #expect(try wordNet.synset(named: synset.name) == synset)
      }
    }
  }

  @Test func food101LiesInWordNetAsTheReferenceSays() throws {
    let names = expected.paths.keys.sorted()
    #expect(names.count == 101)
    let taxonomy = try Taxonomy(classNames: names, in: wordNet, mapping: .food101)
    #expect(taxonomy.classNames == names)
    for name in names { #expect(try taxonomy.path(to: name) == expected.paths[name]) }
    #expect(try taxonomy.correctClasses(for: "steak", atLeast: 2) == ["filet_mignon", "steak"])
    #expect(
      try taxonomy.correctClasses(for: "gyoza", atLeast: 2) == ["dumplings", "gnocchi", "gyoza"])
    // No class means a thing that is not food.
    let food = ["food.n.01", "food.n.02"]
    for name in names { #expect(try taxonomy.path(to: name).contains(where: food.contains)) }
  }

  /// Without the mapping the error lists what a person has to decide.
  @Test func withoutTheMappingTheCandidatesAreListed() throws {
    let error = #expect(throws: HUSEError.self) {
      try Taxonomy(classNames: ["baklava", "hot_dog", "cup_cakes", "beet_salad"], in: wordNet)
    }
    let text = try #require(error).description
    #expect(text.contains("3 of 4 classes need an entry"))
    #expect(text.contains("hot_dog,hotdog.n.02,is  (a frankfurter served hot on a bun)"))
    #expect(text.contains("cup_cakes,cake.n.03,kind of  ("))
    #expect(text.contains("beet_salad,salad.n.01,kind of  ("))
  }
}
