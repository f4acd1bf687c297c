import Foundation
import HUSEData
import Testing

@Suite struct SynsetMappingTests {
  private let files: SmallWordNet
  private let wordNet: WordNet

  init() throws {
    files = try SmallWordNet()
    wordNet = try WordNet(contentsOf: files.folder.url)
  }

  private func mapping(_ text: String) throws -> SynsetMapping {
    try SynsetMapping(contentsOf: files.folder.write(text, to: "map.csv"))
  }

  private func error(_ classNames: [String], _ text: String) throws -> String? {
    let file = try files.folder.write(text, to: "map.csv")
    let found = errorText { () throws(HUSEError) in
      try Taxonomy(
        classNames: classNames, in: wordNet, mapping: SynsetMapping(contentsOf: file))
    }
    return found?.replacing(files.folder.url.path + "/", with: "")
  }

  @Test func aTaxonomyOfWordNet() throws {
    let mapping = try mapping(
      """
      class,synset,relation,note
      Carrot Cake,cake.n.02,kind of,"no carrot, and no cake"
      cake,cake.n.02,is,
      soap,\(SmallWordNet.digits(files.offsets[6])),,
      tea,food.n.01,kind of,not asked for
      """)
    #expect(mapping.count == 4)
    let names = ["carrot-cake", "cake", "bun", "soap"]
    let taxonomy = try Taxonomy(classNames: names, in: wordNet, mapping: mapping)
    #expect(taxonomy.classNames == names.sorted())
    #expect(
      taxonomy.description == """
        entity.n.01
          food.n.01
            baked_goods.n.01
              cake
                carrot-cake
              bun
          artifact.n.01
            soap
        """)
    #expect(try taxonomy.dissimilarity(of: "carrot-cake", and: "cake") == 0.25)
    #expect(try taxonomy.dissimilarity(of: "cake", and: "bun") == 0.5)
    #expect(try taxonomy.dissimilarity(of: "bun", and: "soap") == 1)
  }

  @Test func namesWithOneMeaningNeedNoEntry() throws {
    let taxonomy = try Taxonomy(classNames: ["roll", "baked goods"], in: wordNet)
    #expect(taxonomy.description == "baked goods\n  roll")
  }

  @Test func unclearNamesListTheirCandidates() throws {
    #expect(
      try error(["bun", "cake", "hot_dogs", "fried_cake", "zebra"], "class,synset\n")
        == """
        map.csv: 4 of 5 classes need an entry:
        'cake' has 2 meanings
          cake,cake.n.01,is  (a block, as of soap)
          cake,cake.n.02,is  (sweet and baked)
        'hot_dogs' is not a noun in WordNet; candidates are
          hot_dogs,hot_dog.n.01,is  (a restaurant; "at Hot Dog")
        'fried_cake' is not a noun in WordNet; candidates are
          fried_cake,cake.n.01,kind of  (a block, as of soap)
          fried_cake,cake.n.02,kind of  (sweet and baked)
        'zebra' is not a noun in WordNet
        Write a row class,synset,relation for each into the mapping.
        """)
  }

  @Test(arguments: [
    (
      "class,synset\nbun,cake.n.03\n",
      "line 2 maps 'bun' to 'cake.n.03', which is not in WordNet. "
        + "It has cake.n.01: a block, as of soap; cake.n.02: sweet and baked."
    ),
    (
      "class,synset\nbun,zebra\n",
      "line 2 maps 'bun' to 'zebra', which is not in WordNet. "
        + "Write a name such as apple_pie.n.01, or an offset of 8 digits."
    ),
    (
      "class,synset\nroll,bun.n.01\n",
      "classes 'bun' and 'roll' both mean bun.n.01: small bread. "
        + "Map one of them to another synset, or with the relation 'kind of'."
    ),
    (
      "name,synset\n",
      "expected the columns class and synset, found name, synset. "
        + "Name the columns in the first row: class,synset,relation."
    ),
    (
      "",
      "expected the columns class and synset, found nothing. "
        + "Name the columns in the first row: class,synset,relation."
    ),
    ("class,synset\nbun,\n", "line 2 has no synset. Fill it in, or remove the row."),
    ("class,synset\n,bun.n.01\n", "line 2 has no class. Fill it in, or remove the row."),
    (
      "class,synset,relation\nbun,cake.n.01,part of\n",
      "line 2 has the relation 'part of', expected 'is' or 'kind of'. "
        + "Correct it, or leave it empty for 'is'."
    ),
    (
      "class,synset\nhot dog,bun.n.01\nbun,bun.n.01\nHot_Dog,bun.n.01\n",
      "line 4 repeats the class 'Hot_Dog' of line 2. Map each class once."
    ),
  ])
  func mappingsThatCannotBeUsed(text: String, expected: String) throws {
    #expect(try error(["bun", "roll"], text) == "map.csv: " + expected)
  }

  @Test func noClassesAndOneTwice() throws {
    #expect(
      try error([], "class,synset\n")
        == "taxonomy: has no classes. Pass at least one class name.")
    #expect(
      try error(["bun", "bun"], "class,synset\n")
        == "taxonomy: class 'bun' is duplicated. Pass each class once.")
  }

  @Test func theMappingOfFood101() {
    #expect(SynsetMapping.food101.count == 101)
  }
}
