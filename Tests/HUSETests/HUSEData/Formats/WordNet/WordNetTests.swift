import Foundation
import HUSEData
import Testing

@Suite struct WordNetTests {
  private let files: SmallWordNet
  private let wordNet: WordNet

  init() throws {
    files = try SmallWordNet()
    wordNet = try WordNet(contentsOf: files.folder.url)
  }

  @Test func meaningsOfANoun() throws {
    let cakes = try wordNet.synsets(of: "Cake")
    #expect(cakes.map(\.name) == ["cake.n.01", "cake.n.02"])
    #expect(cakes.map(\.gloss) == ["a block, as of soap", "sweet and baked"])
    #expect(cakes.map(\.words) == [["cake", "bar"], ["cake"]])
    #expect(cakes.map(\.offset) == [files.offsets[6], files.offsets[3]])
    #expect("\(cakes[1])" == "cake.n.02: sweet and baked")
  }

  /// The name is that of the first word of the synset.
  @Test(arguments: [
    ("roll", ["bun.n.01"]), ("hot dog", ["hot_dog.n.01"]), ("HOT_DOG", ["hot_dog.n.01"]),
    ("nutrient", ["food.n.01"]), ("a-la carte", ["a-la_carte.n.01"]),
    ("baked-goods", ["baked_goods.n.01"]), ("entity", ["entity.n.01"]),
    ("artifact", ["artifact.n.01"]), ("", []), (" ", []), ("zebra", []), ("aardvark", []),
    ("cak", []), ("cakes", []),
  ])
  func nounsInAnySpelling(noun: String, names: [String]) throws {
    #expect(try wordNet.synsets(of: noun).map(\.name) == names)
  }

  @Test func theBarInAGlossStays() throws {
    #expect(try wordNet.synset(named: "food.n.01")?.gloss == "what is eaten | or drunk")
  }

  @Test func byNameAndByOffset() throws {
    #expect(try wordNet.synset(named: "cake.n.02")?.offset == files.offsets[3])
    #expect(try wordNet.synset(named: "bar.n.01")?.name == "cake.n.01")
    let offset = SmallWordNet.digits(files.offsets[4])
    #expect(try wordNet.synset(named: offset)?.name == "bun.n.01")
    for name in ["cake.n.03", "cake.n.00", "cake.v.01", "cake", "pie.n.01", "cake.n.one", ""] {
      #expect(try wordNet.synset(named: name) == nil)
    }
  }

  /// Of two hypernyms the first, whether a kind or an instance.
  @Test func hypernymPath() throws {
    let cake = try #require(try wordNet.synset(named: "cake.n.02"))
    #expect(
      try wordNet.hypernymPath(to: cake).map(\.name)
        == ["entity.n.01", "food.n.01", "baked_goods.n.01", "cake.n.02"])
    let place = try #require(try wordNet.synset(named: "hot_dog.n.01"))
    #expect(
      try wordNet.hypernymPath(to: place).map(\.name)
        == ["entity.n.01", "artifact.n.01", "hot_dog.n.01"])
  }

  @Test func damagedFiles() throws {
    let path = files.folder.url.path
    func error(replacing text: String, with other: String, _ noun: String = "bun") throws
      -> String?
    {
      try files.write(replacing: text, with: other)
      let found = errorText { () throws(HUSEError) in
        let wordNet = try WordNet(contentsOf: files.folder.url)
        for synset in try wordNet.synsets(of: noun) { _ = try wordNet.hypernymPath(to: synset) }
      }
      return found?.replacing(path + "/", with: "")
    }
    let bun = SmallWordNet.digits(files.offsets[4])
    #expect(
      try error(replacing: "bun n 1 2", with: "bun n 2 2")
        == "index.noun: line 7 is not an entry of index.noun. Install the files again.")
    #expect(
      try error(replacing: "bun n 1 2 @ ~ 1 0 \(bun)", with: "bun n 1 2 @ ~ 1 0 12")
        == "index.noun: line 7 has '12', expected an offset of 8 digits. Install the files again.")
    #expect(
      try error(replacing: "bun n 1 2 @ ~ 1 0 \(bun)", with: "bun n 1 2 @ ~ 1 0 00000123")
        == "data.noun: has no synset at offset 123. "
        + "Use the index, the synsets and the mapping of one version.")
    // The second number is one whose double overflows.
    for count in ["7f", "7fffffffffffffff"] {
      #expect(
        try error(replacing: "13 n 02 bun", with: "13 n \(count) bun")
          == "data.noun: line 7 is not a synset of data.noun. Install the files again.")
    }
    #expect(
      try error(replacing: "13 n 02 bun", with: "13 n 02 bum")
        == "index.noun: does not list the synset \(files.offsets[4]) for 'bum'. "
        + "Install the files again.")
    // The food becomes a kind of bun.
    let food = "Nutrient 0 001 @ "
    let entity = SmallWordNet.digits(files.offsets[0])
    #expect(
      try error(replacing: food + entity, with: food + bun)
        == "data.noun: line 7 has a synset that is its own hypernym. Install the files again.")
  }

  @Test func missingFiles() throws {
    try FileManager.default.removeItem(at: files.folder.url.appendingPathComponent("data.noun"))
    #expect(
      errorText { () throws(HUSEError) in try WordNet(contentsOf: files.folder.url) }
        == "\(files.folder.url.path)/data.noun: no such file or folder. Pass the folder of "
        + "WordNet 3.0; Debian's package wordnet-base installs it in /usr/share/wordnet.")
  }
}
