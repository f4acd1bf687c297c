import Foundation
import HUSE
import Testing

/// `--on-invalid` means the same wherever images and texts are read.
@Suite struct InvalidInputTests {
  private let work: TemporaryFolder

  /// A model of images and texts, three images of which the second is none, and 15 pairs of which
  /// one has a broken image.
  init() throws {
    work = try TemporaryFolder()
    let images = try EfficientNetLite0(
      contentsOf: URL(
        fileURLWithPath: #require(ProcessInfo.processInfo.environment["HUSE_EFFICIENTNET"])))
    let texts = try HashedNGramEncoder(fittedTo: [], dimension: 64)
    try SharedEmbedding(
      imageTower: Tower(
        inputDimension: images.dimension, hiddenDimensions: [], outputDimension: 8, seed: 1),
      textTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 2),
      classNames: ["fruit", "pasta", "plates"], textEncoder: texts, imageEncoder: images
    ).write(to: work.file("model.huse"))
    for (name, shape) in [("a.bmp", DrawnImage.Shape.disc), ("c.bmp", .bars)] {
      try DrawnImage(shape: shape, color: [200, 30, 30], variant: 0).bytes
        .write(to: work.file(name))
    }
    try work.write("no image", to: "b.bmp")
    let index = try work.huse("embed", "model.huse", "a.bmp", "c.bmp", "--images", "-o", "i.index")
    #expect(index.status == 0, "\(index.errors)")
  }

  private func pantry() throws -> SmallPantry {
    let pantry = try SmallPantry()
    try pantry.writeItems(to: "items")
    try pantry.write(Data("no image".utf8), to: "items/images/pasta-2.bmp")
    return pantry
  }

  @Test(arguments: ["embed model.huse", "search model.huse i.index", "classify model.huse"])
  func anImageThatIsNoneCostsItselfOnly(command: String) throws {
    let inputs = "--images --json a.bmp b.bmp c.bmp"
    let failed = try work.shell("huse \(command) \(inputs)")
    #expect(failed.status == 1)
    #expect(failed.output.split(separator: "\n").count == 1)
    #expect(failed.output.contains("\"id\":\"a.bmp\""))
    #expect(failed.errors.hasPrefix("Error: \(work.file("b.bmp").path): "), "\(failed.errors)")
    let skipped = try work.shell("huse \(command) \(inputs) --on-invalid skip")
    #expect(skipped.status == 0)
    let lines = skipped.output.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].contains("\"id\":\"c.bmp\""))
    #expect(skipped.errors.hasPrefix("skipped: \(work.file("b.bmp").path): "), "\(skipped.errors)")
    #expect(skipped.errors.hasSuffix("\n1 input that cannot be used was skipped.\n"))
  }

  @Test func positionsCountWhatWasSkipped() throws {
    let found = try work.shell(
      "huse search model.huse i.index --images a.bmp b.bmp c.bmp -k 1 -o f.npy --on-invalid skip")
    #expect(found.status == 0, "\(found.errors)")
    let rows = try NPYFile(contentsOf: work.file("f.npy")).matrix()
    #expect(Array(rows.values.prefix(2)) == [0, 0])
    #expect(Array(rows.values.dropFirst(3).prefix(2)) == [2, 1])
    let tensors = try work.shell(
      "huse search model.huse i.index --images a.bmp b.bmp c.bmp -o f.safetensors "
        + "--on-invalid skip")
    #expect(tensors.status == 0, "\(tensors.errors)")
    #expect(
      try SafetensorsFile(contentsOf: work.file("f.safetensors")).integers("inputs") == [0, 2])
  }

  /// A line of Latin-1, which would be embedded as another text.
  @Test func aLineInAnotherEncodingIsNoInput() throws {
    let lines = #"printf 'red apple\ncr\350me\ngreen tea\n' | huse embed model.huse"#
    let problem = "standard input: row 1: is not UTF-8. Write the line in UTF-8.\n"
    let failed = try work.shell(lines)
    #expect(failed.status == 1)
    #expect(failed.output.split(separator: "\n").count == 1)
    #expect(failed.errors == "Error: \(problem)")
    let skipped = try work.shell("\(lines) --on-invalid skip")
    #expect(skipped.status == 0)
    #expect(skipped.output.split(separator: "\n").count == 2)
    #expect(
      skipped.errors == "skipped: \(problem)1 input that cannot be used was skipped.\n")
  }

  @Test func aLineThatIsNoInputIsSkippedToo() throws {
    let input = """
      {"text": "red apple"}
      {"text": 3}
      {"text": "green tea"}
      """
    let failed = try work.huse("embed", "model.huse", "--json-lines", input: input)
    #expect(failed.status == 1)
    #expect(failed.output.hasPrefix("{\"embedding\":["))
    #expect(failed.output.hasSuffix("\"id\":\"red apple\"}\n"))
    let problem =
      "standard input: row 1: expected an object with a text 'text', found {\"text\": 3}. "
      + "Write a line such as {\"id\": \"1\", \"text\": \"…\"}.\n"
    #expect(failed.errors == "Error: \(problem)")
    let skipped = try work.huse(
      "embed", "model.huse", "--json-lines", "--on-invalid", "skip", input: input)
    #expect(skipped.status == 0)
    #expect(skipped.output.split(separator: "\n").count == 2)
    #expect(
      skipped.errors == "skipped: \(problem)1 input that cannot be used was skipped.\n")
  }

  @Test func theImagesAndTextsOfADataSetAreInputs() throws {
    let pantry = try pantry()
    let failed = try work.huse(
      "classify", "model.huse", "--images", "--data", pantry.path("items"), "--json")
    #expect(failed.status == 1)
    #expect(failed.errors.contains("pasta-2.bmp: "), "\(failed.errors)")
    let images = try work.huse(
      "classify", "model.huse", "--images", "--data", pantry.path("items"), "--json",
      "--on-invalid", "skip")
    #expect(images.status == 0, "\(images.errors)")
    #expect(images.output.split(separator: "\n").count == 14)
    let texts = try work.huse(
      "search", "model.huse", "i.index", "--data", pantry.path("items"), "--json")
    #expect(texts.status == 0, "\(texts.errors)")
    #expect(texts.output.split(separator: "\n").count == 15)
    #expect(texts.output.contains("\"id\":\"fruit-0.bmp\""))
  }

  @Test func evaluateAndCompareSkipBrokenImages() throws {
    let pantry = try pantry()
    let failed = try work.huse("evaluate", "model.huse", "--data", pantry.path("items"))
    #expect(failed.status == 1)
    #expect(failed.errors.contains("row 7 (pasta-2.bmp): "), "\(failed.errors)")
    let skipped = try work.huse(
      "evaluate", "model.huse", "--data", pantry.path("items"), "--on-invalid", "skip", "--quiet")
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.output.contains("Retrieval, 14 pairs"))
    #expect(skipped.errors.contains("skipped: row 7 (pasta-2.bmp): "))
    #expect(skipped.errors.hasSuffix("1 row that cannot be used was skipped.\n"))

    let encoders = work.file("encoders")
    try FileManager.default.createDirectory(at: encoders, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: encoders.appendingPathComponent("efficientnet-lite0.safetensors").path,
      withDestinationPath: #require(ProcessInfo.processInfo.environment["HUSE_EFFICIENTNET"]))
    let compared = try work.huse(
      "compare", "--data", pantry.path("items"), "--encoders", "encoders", "--text-encoder",
      "ngrams", "--systems", "triplet", "--seeds", "1", "--trials", "1", "--graph", "taxonomy",
      "--output", "compared", "--on-invalid", "skip", "--quiet")
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(compared.errors.contains("skipped: row 7 (pasta-2.bmp): "))
    #expect(compared.errors.hasSuffix("1 row that cannot be used was skipped.\n"))
    #expect(try work.text("compared/journal.jsonl").hasPrefix("huse compare 4: 14 pairs"))
  }

  @Test func aClassThatTheModelDoesNotHaveIsNamedWithItsLine() throws {
    let pantry = try pantry()
    let table = URL(fileURLWithPath: pantry.path("items/data.csv"))
    let text = try String(contentsOf: table, encoding: .utf8)
    try Data(text.replacing(",plates\n", with: ",plate\n").utf8).write(to: table)
    let outcome = try work.huse("evaluate", "model.huse", "--data", pantry.path("items"))
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "row 10: class 'plate' is not among the 3 class names (line 12). Did you mean 'plates'?"))
  }
}
